package io.vigie.actions.webdav;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.http.HttpAddress;
import io.vigie.actions.http.StatusSet;
import io.vigie.actions.place.Place;
import io.vigie.actions.reach.Trust;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One WebDAV request as a step describes it, checked before anything is sent. Holds a secret.
 *
 * @param destination where COPY and MOVE lead; empty for other methods
 * @param username empty when nobody logs in
 * @param local the file to be sent, or to be written
 * @param content the text to be sent instead
 * @param status empty when the method says what is expected
 */
record DavStep(
        Method method,
        HttpAddress address,
        Optional<HttpAddress> destination,
        boolean overwrites,
        boolean isDeep,
        Optional<String> username,
        String password,
        Trust trust,
        @Nullable Place local,
        byte @Nullable [] content,
        Duration timeout,
        Optional<StatusSet> status,
        Assertions assertions) {

    enum Method {
        GET,
        PUT,
        DELETE,
        MKCOL,
        PROPFIND,
        COPY,
        MOVE
    }

    static DavStep read(Parameters parameters, ActionContext context) throws InterruptedException {
        Method method = Method.valueOf(method(parameters));
        HttpAddress address = address(parameters, "url");
        Optional<HttpAddress> destination = Optional.empty();
        if (method == Method.COPY || method == Method.MOVE) {
            HttpAddress to = address.follow(parameters.text("destination"))
                    .orElseThrow(() -> parameters.refuse("destination", "an address or a path on the same server"));
            if (!to.hasOriginOf(address)) {
                throw parameters.refuse("destination", "an address or a path on the same server");
            }
            destination = Optional.of(to);
        }
        Optional<String> username = parameters.optionalText("username");
        String password = parameters.optionalText("password").orElse("");
        if (address.credentials() != null && username.isEmpty()) {
            String[] both = address.credentials().split(":", 2);
            username = Optional.of(decoded(both[0]));
            password = both.length > 1 ? decoded(both[1]) : "";
        }
        if (username.isPresent() && !address.isSecure()) {
            context.log(LogLevel.WARN, "The password may be sent in the clear, since the address is not https.");
        }
        boolean hasLocal = parameters.has("local_path");
        byte[] content = null;
        if (method == Method.PUT) {
            Object given = parameters.value("content");
            if (hasLocal == (given != null)) {
                throw new ActionBrokenException("Expected either \"local_path\" or \"content\" to be put, but found "
                        + (hasLocal ? "both" : "neither") + ".");
            }
            content = hasLocal ? null : String.valueOf(given).getBytes(StandardCharsets.UTF_8);
        }
        Place local = hasLocal && (method == Method.PUT || method == Method.GET)
                ? Place.readFile(context, parameters, "local_path", "local_directory")
                : null;
        Optional<StatusSet> status = parameters.has("expected_status")
                ? Optional.of(StatusSet.read(parameters.value("expected_status"))
                        .orElseThrow(() -> parameters.refuse(
                                "expected_status",
                                "a status such as 207, a class such as \"2xx\", or a list of these")))
                : Optional.empty();
        return new DavStep(
                method,
                address,
                destination,
                parameters.flag("overwrite"),
                parameters.text("depth").equals("1"),
                username,
                password,
                Trust.read(parameters, context),
                local,
                content,
                parameters.seconds("timeout"),
                status,
                Assertions.read(parameters));
    }

    private static String method(Parameters parameters) {
        String text = parameters.text("method").toUpperCase(Locale.ROOT);
        for (Method method : Method.values()) {
            if (method.name().equals(text)) {
                return text;
            }
        }
        throw parameters.refuse("method", "a method of WebDAV");
    }

    private static HttpAddress address(Parameters parameters, String name) {
        return HttpAddress.read(parameters.text(name))
                .orElseThrow(() -> parameters.refuse(name, "an absolute http or https address"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return method + " " + address;
    }
}
