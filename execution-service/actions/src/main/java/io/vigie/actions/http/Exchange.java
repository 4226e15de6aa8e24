package io.vigie.actions.http;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Download;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.NetworkFacts;
import io.vigie.actions.reach.Target;
import java.io.IOException;
import java.net.CookieManager;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Sends the request of one step and follows its redirects, under one time limit. The target policy judges the very addresses that are
 * dialled, at each connection. Every wait ends at once when the thread is interrupted. One client a step: nothing of one step, no
 * connection and no login inside TLS, is left for the next.
 */
final class Exchange {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_CHARACTERS_OF_AN_ADDRESS = 500;

    private final ActionContext context;
    private final CookieManager cookies = new CookieManager();
    private final long start = System.nanoTime();
    private final int most;

    Exchange(ActionContext context) {
        this.context = context;
        this.most = (int) Math.min(HttpAction.MOST_BODY_BYTES, context.limits().downloadBytes());
    }

    /**
     * @return the last answer
     * @throws ActionBrokenException when there is none
     */
    Answer send(HttpStep first) throws InterruptedException {
        return Errand.run(
                "get a whole answer from " + shown(first.address()),
                first.timeout(),
                failure -> Optional.empty(),
                errand -> {
                    try (CloseableHttpClient client = first.wire().client(context, first.timeout())) {
                        errand.closing(() -> client.close(CloseMode.IMMEDIATE));
                        try {
                            return send(client, first);
                        } finally {
                            // Closing in peace would read an endless answer on.
                            client.close(CloseMode.IMMEDIATE);
                        }
                    }
                });
    }

    private Answer send(CloseableHttpClient client, HttpStep first) throws InterruptedException {
        if (!first.keepsCookies()) {
            return follow(client, first);
        }
        CookieFile kept = new CookieFile(context.workDirectory());
        kept.load(cookies.getCookieStore());
        Answer answer = follow(client, first);
        kept.save(cookies.getCookieStore());
        return answer;
    }

    private Answer follow(CloseableHttpClient client, HttpStep first) throws InterruptedException {
        HttpStep step = first;
        for (int redirects = 0; ; redirects++) {
            Answer answer = sendOne(client, step);
            Object location = answer.header("location").value();
            boolean leadsOn = step.followsRedirects() && REDIRECTS.contains(answer.status());
            if (!leadsOn || location == null) {
                return answer;
            }
            if (redirects == MOST_REDIRECTS) {
                throw new ActionBrokenException("Expected at most " + MOST_REDIRECTS + " redirects, but "
                        + shown(step.address()) + " redirects once more.");
            }
            step = step.redirectedTo(next(step, location.toString()), answer.status());
        }
    }

    private static HttpAddress next(HttpStep step, String location) {
        HttpAddress next = step.address()
                .follow(location)
                .orElseThrow(() -> new ActionBrokenException("Expected " + shown(step.address())
                        + " to redirect to an http or https address, but it redirects to " + Shown.value(location)
                        + "."));
        if (step.address().isSecure() && !next.isSecure()) {
            throw new ActionBrokenException("Expected " + shown(step.address())
                    + " to redirect to a secure address, but it redirects to " + shown(next) + ".");
        }
        return next;
    }

    private Answer sendOne(CloseableHttpClient client, HttpStep step) throws InterruptedException {
        context.log("→ " + step.method() + " " + shown(step.address()));
        if (step.wire().proxy().isPresent()) {
            judgeBehindProxy(step.address());
        }
        HttpUriRequestBase request = request(step.withDefaults(context.traceHeaders()));
        try {
            ClassicHttpResponse response = client.executeOpen(RoutingSupport.determineHost(request), request, null);
            HttpHeaders headers = headers(response);
            CappedBody.Bytes body = body(step, response, headers);
            if (!body.isCut()) {
                response.close();
            }
            Answer answer = Answer.of(response.getCode(), headers, body, millis(), most);
            context.log("← " + answer.status() + " · " + answer.millis() + " ms · " + answer.size() + " bytes"
                    + (answer.isCut() ? " (cut)" : ""));
            remember(step.address(), headers.map());
            return answer;
        } catch (IOException | HttpException failed) {
            throw explained(failed, step);
        }
    }

    /** The proxy dials the target; the proxy's own address is judged when it is dialled. */
    private void judgeBehindProxy(HttpAddress target) {
        try {
            Target.judged(context, target.host(), target.port());
        } catch (UnknownHostException unknown) {
            throw new ActionBrokenException(
                    "Expected to judge the address of \"" + target.host()
                            + "\" before a proxy is asked for it, but no host of this name is known.",
                    unknown);
        }
    }

    private static HttpHeaders headers(ClassicHttpResponse response) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            all.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(String.valueOf(header.getValue()));
        }
        return HttpHeaders.of(all, (name, value) -> true);
    }

    private CappedBody.Bytes body(HttpStep step, ClassicHttpResponse response, HttpHeaders headers)
            throws IOException, InterruptedException {
        HttpEntity entity = response.getEntity();
        if (step.saveAs() == null || leadsOn(step, response.getCode(), headers)) {
            return entity == null ? CappedBody.Bytes.NONE : CappedBody.read(entity.getContent(), most, null);
        }
        try (Download file = Download.of("the answer", context.limits().downloadBytes(), step.saveAs())) {
            CappedBody.Bytes body =
                    entity == null ? CappedBody.Bytes.NONE : CappedBody.read(entity.getContent(), most, file);
            file.finish();
            context.log("saved " + Shown.value(step.saveAs().name().toString()) + " · " + file.size() + " bytes");
            return body;
        }
    }

    private static boolean leadsOn(HttpStep step, int status, HttpHeaders headers) {
        return step.followsRedirects()
                && REDIRECTS.contains(status)
                && headers.firstValue("location").isPresent();
    }

    private HttpUriRequestBase request(HttpStep step) {
        HttpUriRequestBase request =
                new HttpUriRequestBase(step.method(), step.address().uri());
        if (step.body() != null) {
            request.setEntity(new BodyEntity(step.body(), context.limits().uploadBytes()));
        }
        List<String> sent = new ArrayList<>();
        step.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("cookie")) {
                sent.add(value);
            } else {
                request.addHeader(name, value);
            }
        });
        sent.addAll(remembered(step.address()));
        if (!sent.isEmpty()) {
            request.addHeader("Cookie", String.join("; ", sent));
        }
        return request;
    }

    private List<String> remembered(HttpAddress address) {
        try {
            return cookies.get(address.uri(), Map.of()).getOrDefault("Cookie", List.of());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private void remember(HttpAddress address, Map<String, List<String>> headers) {
        try {
            cookies.put(address.uri(), headers);
        } catch (IOException | IllegalArgumentException unreadable) {
            context.log(LogLevel.WARN, "A cookie of the answer cannot be read and is left out.");
        }
    }

    private static ActionBrokenException explained(Exception failed, HttpStep step) {
        HttpAddress target = step.address();
        boolean isSecure = false;
        Optional<String> fact = Optional.empty();
        for (@Nullable Throwable t = failed; t != null && fact.isEmpty(); t = t.getCause()) {
            isSecure = t instanceof SSLException;
            fact = NetworkFacts.of(t, step.wire().proxy().orElse(target).port());
        }
        String host =
                isSecure ? target.host() : step.wire().proxy().orElse(target).host();
        return new ActionBrokenException(
                "Expected to reach \"" + host + "\", but "
                        + fact.orElse("the connection broke before the answer was whole") + ".",
                failed);
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static String shown(HttpAddress address) {
        return Shown.text(address.toString(), MOST_CHARACTERS_OF_AN_ADDRESS);
    }
}
