package io.vigie.gateway;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** The services behind the door, as far as the door sees them: it answers what it was asked, and reports as it was told. */
final class ServicesBehind implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DisposableServer server;
    private final Map<String, String> reports = new ConcurrentHashMap<>();
    private final Map<String, String> trials = new ConcurrentHashMap<>();
    private final Map<String, Integer> logs = new ConcurrentHashMap<>();

    ServicesBehind(String name, SignedTokens tokens) {
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> answer(name, tokens, request, response))
                .bindNow();
    }

    private Mono<Void> answer(
            String name, SignedTokens tokens, HttpServerRequest request, HttpServerResponse response) {
        String path = request.uri();
        response.header("Content-Type", "application/json");
        if (path.equals("/internal/jwks")) {
            return response.sendString(Mono.just(tokens.keys())).then();
        }
        if (path.equals("/health")) {
            return response.sendString(Mono.just("{\"status\":\"healthy\"}")).then();
        }
        if (path.contains("/logs?")) {
            return response.sendString(Mono.just(logPage(path))).then();
        }
        if (path.startsWith("/api/rapports/0")) {
            String report = reports.get(path.substring("/api/rapports/".length()));
            return report == null
                    ? response.status(404)
                            .sendString(Mono.just("{\"message\":\"Rapport non trouvé\"}"))
                            .then()
                    : response.sendString(Mono.just(report)).then();
        }
        if (path.startsWith("/internal/trials/")) {
            String run = trials.get(path.substring("/internal/trials/".length()));
            return run == null
                    ? response.status(404).send()
                    : response.sendString(Mono.just("{\"runId\":\"" + run + "\"}"))
                            .then();
        }
        if (path.equals("/api/campains/unknown")) {
            return response.status(404).send();
        }
        if (path.contains("/artifacts/")) {
            response.header("Content-Security-Policy", "sandbox; default-src 'none'");
            response.header("Content-Disposition", "attachment; filename=\"a.html\"");
        }
        return request.receive()
                .map(ByteBuf::readableBytes)
                .reduce(0, Integer::sum)
                .flatMap(length -> {
                    Map<String, Object> echo = new LinkedHashMap<>();
                    echo.put("service", name);
                    echo.put("method", request.method().name());
                    echo.put("path", path);
                    echo.put("length", length);
                    Map<String, String> headers = new LinkedHashMap<>();
                    request.requestHeaders()
                            .forEach(header -> headers.merge(
                                    header.getKey().toLowerCase(java.util.Locale.ROOT),
                                    header.getValue(),
                                    (one, other) -> one + "," + other));
                    echo.put("headers", headers);
                    return response.sendByteArray(
                                    Mono.just(JSON.writeValueAsString(echo).getBytes(StandardCharsets.UTF_8)))
                            .then();
                });
    }

    /** Two lines at a time. */
    private String logPage(String path) {
        int after = Integer.parseInt(path.replaceAll(".*[?&]after=(\\d+).*", "$1"));
        int total = logs.getOrDefault(path.substring(0, path.indexOf("/logs?")), 0);
        int last = Math.min(after + 2, total);
        StringBuilder lines = new StringBuilder();
        for (int line = after + 1; line <= last; line++) {
            lines.append(lines.isEmpty() ? "" : ",")
                    .append(
                            "{\"n\":%d,\"at\":\"2026-11-21T07:25:41Z\",\"level\":\"info\",\"text\":\"a\",\"line\":\"[07:25:41] a\"}"
                                    .formatted(line));
        }
        return "{\"attempt\":1,\"lines\":[" + lines + "]" + (last < total ? ",\"next\":" + last : "") + "}";
    }

    /** How many lines the report has of a test's log from now on. */
    void log(String run, String test, int lines) {
        logs.put("/api/rapports/" + run + "/tests/" + test, lines);
    }

    /** What the report of a run answers from now on; null for unknown. */
    void report(String run, @Nullable String json) {
        if (json == null) {
            reports.remove(run);
        } else {
            reports.put(run, json);
        }
    }

    /** Which run a trial has from now on, by the id of either. */
    void trial(String id, String run) {
        trials.put(id, run);
    }

    String address() {
        return "http://127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
