package io.vigie.actions.http;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.actions.check.Shown;
import io.vigie.actions.place.Download;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends the request of one step and follows its redirects, under one time limit, asking the target policy before each connection.
 * Every wait ends at once when the thread is interrupted.
 *
 * <p>The addresses that are checked are those that the JDK has just resolved and keeps for 30 seconds
 * ({@code networkaddress.cache.ttl}); the client connects to one of the same. The policy is not proof against a name that changes its
 * address in a JVM that keeps none.
 */
final class Exchange {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 10;
    private static final int MOST_CHARACTERS_OF_AN_ADDRESS = 500;

    private final HttpClient client;
    private final ActionContext context;
    private final CookieManager cookies = new CookieManager();
    private final long start = System.nanoTime();
    private final Duration limit;
    private final int most;

    Exchange(HttpClient client, ActionContext context, Duration timeout) {
        this.client = client;
        this.context = context;
        this.limit = timeout;
        this.most = (int) Math.min(HttpAction.MOST_BODY_BYTES, context.limits().downloadBytes());
    }

    /**
     * @return the last answer
     * @throws ActionBrokenException when there is none
     */
    Answer send(HttpStep first) throws InterruptedException {
        if (!first.keepsCookies()) {
            return follow(first);
        }
        CookieFile kept = new CookieFile(context.workDirectory());
        kept.load(cookies.getCookieStore());
        Answer answer = follow(first);
        kept.save(cookies.getCookieStore());
        return answer;
    }

    private Answer follow(HttpStep first) throws InterruptedException {
        HttpStep step = first;
        for (int redirects = 0; ; redirects++) {
            Answer answer = sendOne(step);
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

    private Answer sendOne(HttpStep step) throws InterruptedException {
        context.log("→ " + step.method() + " " + shown(step.address()));
        if (step.wire().proxy().isPresent()) {
            checkTarget(step.wire().proxy().get());
        }
        checkTarget(step.address());
        HttpRequest request = request(step.withDefaults(context.traceHeaders()));
        HttpResponse<CappedBody.Bytes> response;
        if (step.saveAs() == null) {
            response = await(client.sendAsync(request, ignored -> new CappedBody(most, null)), step.address());
        } else {
            try (Download file = Download.of("the answer", context.limits().downloadBytes(), step.saveAs())) {
                response = await(
                        client.sendAsync(
                                request,
                                head -> new CappedBody(
                                        most, leadsOn(step, head.statusCode(), head.headers()) ? null : file)),
                        step.address());
                if (!leadsOn(step, response.statusCode(), response.headers())) {
                    file.finish();
                    context.log(
                            "saved " + Shown.value(step.saveAs().name().toString()) + " · " + file.size() + " bytes");
                }
            }
        }
        Answer answer = Answer.of(response.statusCode(), response.headers(), response.body(), millis(), most);
        context.log("← " + answer.status() + " · " + answer.millis() + " ms · " + answer.size() + " bytes"
                + (answer.isCut() ? " (cut)" : ""));
        remember(step.address(), response.headers().map());
        return answer;
    }

    private static boolean leadsOn(HttpStep step, int status, HttpHeaders headers) {
        return step.followsRedirects()
                && REDIRECTS.contains(status)
                && headers.firstValue("location").isPresent();
    }

    private HttpRequest request(HttpStep step) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(step.address().uri())
                // Over plain HTTP, version 2 would be asked for by an upgrade that many servers mistake.
                .version(step.address().isSecure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .method(
                        step.method(),
                        step.body() == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : step.body().publisher(context.limits().uploadBytes()));
        step.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase("cookie")) {
                builder.header(name, value);
            }
        });
        List<String> sent = new ArrayList<>();
        step.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("cookie")) {
                sent.add(value);
            }
        });
        sent.addAll(remembered(step.address()));
        if (!sent.isEmpty()) {
            builder.header("Cookie", String.join("; ", sent));
        }
        return builder.build();
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

    private void checkTarget(HttpAddress address) throws InterruptedException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> InetAddress.getAllByName(address.host()));
        Thread.ofVirtual().name("vigie-lookup").start(lookup);
        for (InetAddress candidate : await(lookup, address)) {
            context.targets().refusal(address.host(), candidate, address.port()).ifPresent(reason -> {
                throw new ActionBrokenException("Expected to reach \"" + address.host() + "\", but its address "
                        + candidate.getHostAddress() + " may not be contacted: " + reason + ".");
            });
        }
    }

    private <T> T await(Future<T> pending, HttpAddress address) throws InterruptedException {
        try {
            return pending.get(Math.max(0, limit.toNanos() - (System.nanoTime() - start)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            String seconds =
                    BigDecimal.valueOf(limit.toMillis(), 3).stripTrailingZeros().toPlainString();
            throw new ActionBrokenException("Expected a whole answer from " + shown(address) + " within " + seconds
                    + " s" + ", but the time ran out.");
        } catch (ExecutionException failed) {
            throw explained(failed, address);
        } finally {
            pending.cancel(true);
        }
    }

    private static ActionBrokenException explained(ExecutionException failed, HttpAddress address) {
        for (@Nullable Throwable t = failed.getCause(); t != null; t = t.getCause()) {
            if (t instanceof ActionBrokenException broken) {
                return broken;
            }
        }
        String fact = "";
        for (@Nullable Throwable t = failed.getCause(); t != null && fact.isEmpty(); t = t.getCause()) {
            fact = switch (t) {
                case UnknownHostException unknown -> "no host of this name is known";
                case UnresolvedAddressException unknown -> "no host of this name is known";
                case SSLException untrusted -> "no trusted connection could be made: " + tlsFact(untrusted);
                case ConnectException refused ->
                    refused.getCause() instanceof UnresolvedAddressException
                            ? "no host of this name is known"
                            : "nobody accepts connections on port " + address.port();
                case NoRouteToHostException unreachable -> "no route leads there";
                default -> "";
            };
        }
        return new ActionBrokenException(
                "Expected to reach \"" + address.host() + "\", but "
                        + (fact.isEmpty() ? "the connection broke before the answer was whole" : fact) + ".",
                failed);
    }

    private static String tlsFact(SSLException cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("PKIX") || text.contains("certification path")) {
            return "its certificate is signed by nobody that the worker trusts, or has expired";
        }
        if (text.contains("No subject alternative") || text.contains("No name matching")) {
            return "its certificate is for another name";
        }
        return text.contains("plaintext connection") || text.contains("SSL/TLS record")
                ? "the port does not speak TLS"
                : "the handshake failed";
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private static String shown(HttpAddress address) {
        return Shown.text(address.toString(), MOST_CHARACTERS_OF_AN_ADDRESS);
    }
}
