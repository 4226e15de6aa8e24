package io.vigie.actions.http;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Json;
import io.vigie.actions.place.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request as the tester wants it, checked before anything is sent.
 *
 * @param headers by name in any case; the tester's own and those that follow from body and credentials
 * @param body {@code null} for none
 * @param saveAs the file that takes the answer's body; {@code null} for none
 */
record HttpStep(
        String method,
        HttpAddress address,
        Map<String, String> headers,
        @Nullable SentBody body,
        Duration timeout,
        boolean followsRedirects,
        @Nullable Place saveAs,
        boolean keepsCookies,
        Wire wire,
        Expectations expectations) {

    /** Names that HTTP gives a header: RFC 9110, token. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** Visible ASCII, blanks and tabs; above all no line break, which would begin another header. */
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7E\\t]*");

    private static final Set<String> LEFT_TO_THE_CLIENT =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Set<String> WITHOUT_BODY_BY_HABIT = Set.of("GET", "HEAD");

    static HttpStep read(ActionContext context, Parameters parameters) throws InterruptedException {
        String method = parameters.text("method");
        HttpAddress address = HttpAddress.read(parameters.text("url"))
                .orElseThrow(() -> parameters.refuse(
                        "url",
                        "an absolute http or https address with a host name of letters, digits, hyphens and dots"))
                .with(parameters.texts("query"));
        Map<String, String> headers = headers(parameters);
        if (address.credentials() != null && !headers.containsKey("Authorization")) {
            headers.put(
                    "Authorization",
                    "Basic "
                            + Base64.getEncoder()
                                    .encodeToString(URLDecoder.decode(
                                                    address.credentials().replace("+", "%2B"), StandardCharsets.UTF_8)
                                            .getBytes(StandardCharsets.UTF_8)));
        }
        SentBody body = body(context, method, parameters, headers);
        long most = context.limits().uploadBytes();
        if (body != null && body.size() > most) {
            throw new ActionBrokenException("Expected a request of at most " + most
                    + " bytes, the limit of an upload, but it has " + body.size() + ".");
        }
        headers.putIfAbsent("Accept", "*/*");
        headers.putIfAbsent("User-Agent", "Vigie");
        return new HttpStep(
                method,
                address,
                headers,
                body,
                parameters.seconds("timeout"),
                parameters.flag("follow_redirects"),
                parameters.has("save_as") ? Place.readFile(context, parameters, "save_as", "save_directory") : null,
                parameters.flag("keep_cookies"),
                Wire.read(context, parameters),
                Expectations.read(parameters));
    }

    private static Map<String, String> headers(Parameters parameters) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        parameters.texts("headers").forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()) {
                throw parameters.refuse("headers", "named by letters, digits and hyphens (a header name is not)");
            }
            if (!HEADER_VALUE.matcher(value).matches()) {
                throw parameters.refuse(
                        "headers",
                        "free of line breaks and of characters that are not ASCII (header \"" + name + "\" is not)");
            }
            if (LEFT_TO_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
                throw parameters.refuse("headers", "without \"" + name + "\", which follows from the request itself");
            }
            headers.put(name, value);
        });
        return headers;
    }

    private static @Nullable SentBody body(
            ActionContext context, String method, Parameters parameters, Map<String, String> headers)
            throws InterruptedException {
        Object body = parameters.value("body");
        boolean isEmpty = body == null
                || (body instanceof String text && text.isEmpty())
                || (body instanceof Map<?, ?> map && map.isEmpty());
        if (parameters.has("form") || !parameters.list("files").isEmpty()) {
            if (!isEmpty) {
                throw parameters.refuse("body", "left out beside \"form\" and \"files\"");
            }
            return form(context, parameters, headers);
        }
        if (body == null
                || (body instanceof String && isEmpty)
                || (body instanceof Map && isEmpty && WITHOUT_BODY_BY_HABIT.contains(method))) {
            return null;
        }
        if (body instanceof String text) {
            headers.putIfAbsent("Content-Type", "text/plain; charset=utf-8");
            return SentBody.Bytes.of(text);
        }
        boolean isForm = headers.getOrDefault("Content-Type", "")
                .toLowerCase(Locale.ROOT)
                .startsWith(FORM);
        if (isForm && body instanceof Map<?, ?>) {
            return SentBody.Bytes.of(HttpAddress.form(parameters.texts("body")));
        }
        headers.putIfAbsent("Content-Type", "application/json");
        return SentBody.Bytes.of(Json.write(body));
    }

    private static SentBody form(ActionContext context, Parameters parameters, Map<String, String> headers)
            throws InterruptedException {
        if (headers.containsKey("Content-Type")) {
            throw parameters.refuse("headers", "without \"Content-Type\", which follows from the form");
        }
        if (parameters.list("files").isEmpty()) {
            headers.put("Content-Type", FORM);
            return SentBody.Bytes.of(HttpAddress.form(parameters.texts("form")));
        }
        SentBody.Multipart multipart = SentBody.Multipart.read(context, parameters, parameters.texts("form"));
        headers.put("Content-Type", multipart.contentType());
        return multipart;
    }

    /**
     * The request that a redirect asks for. As browsers do, 301 and 302 turn a POST into a GET, 303 turns everything but HEAD into
     * one, 307 and 308 change nothing. What proves who we are stays with the origin that it was meant for.
     */
    HttpStep redirectedTo(HttpAddress next, int status) {
        boolean becomesGet = (status == 303 && !method.equals("HEAD"))
                || ((status == 301 || status == 302) && method.equals("POST"));
        Map<String, String> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        kept.putAll(headers);
        if (becomesGet) {
            List.of("Content-Type", "Content-Encoding", "Content-Language").forEach(kept::remove);
        }
        if (!next.hasOriginOf(address)) {
            List.of("Authorization", "Cookie", "Proxy-Authorization").forEach(kept::remove);
        }
        return new HttpStep(
                becomesGet ? "GET" : method,
                next,
                kept,
                becomesGet ? null : body,
                timeout,
                followsRedirects,
                saveAs,
                keepsCookies,
                wire,
                expectations);
    }

    /** The same with headers that the tester did not set. */
    HttpStep withDefaults(Map<String, String> further) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(further);
        all.putAll(headers);
        return new HttpStep(
                method, address, all, body, timeout, followsRedirects, saveAs, keepsCookies, wire, expectations);
    }
}
