package io.vigie.report.outbound;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vigie.contracts.wire.MessageJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import tools.jackson.databind.JsonNode;

/** Real receivers of webhooks on one port, each at a path of its own; they note what comes, as it comes. */
final class Receiver implements AutoCloseable {

    /** A success whose answer has no end. */
    static final int ENDLESS = 202;

    /** Counted down when somebody stopped listening to what has no end. */
    final CountDownLatch cuts = new CountDownLatch(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Call>> calls = new ConcurrentHashMap<>();
    private final Map<String, IntUnaryOperator> answers = new ConcurrentHashMap<>();

    /** @param status what it was answered with */
    record Call(Map<String, List<String>> headers, String body, int status) {

        JsonNode json() {
            return MessageJson.mapper().readTree(body);
        }

        String type() {
            return json().path("type").asString();
        }

        String subject() {
            return json().path("subject").asString();
        }

        String id() {
            return headers.get("webhook-id").getFirst();
        }

        boolean isSignedWith(String secret) {
            try {
                new Webhook(secret).verify(body, headers);
                return true;
            } catch (WebhookVerificationException wrong) {
                return false;
            }
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** @param answer the status of the n-th call, from 1; it may take its time */
    String at(String path, IntUnaryOperator answer) {
        answers.put(path, answer);
        calls.computeIfAbsent(path, name -> new CopyOnWriteArrayList<>());
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    List<Call> calls(String path) {
        return calls.getOrDefault(path, List.of());
    }

    /** What was taken, in the order in which it came. */
    List<Call> taken(String path) {
        return calls(path).stream().filter(call -> call.status() == 200).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            List<Call> here = calls.get(path);
            int status = answers.get(path).applyAsInt(here.size() + 1);
            Map<String, List<String>> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values));
            here.add(new Call(headers, body, status));
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            if (status == 429) {
                exchange.getResponseHeaders().add("Retry-After", "3600");
            }
            if (status == ENDLESS) {
                exchange.sendResponseHeaders(status, 0);
                talk(exchange.getResponseBody());
            } else {
                exchange.sendResponseHeaders(status, 2);
                exchange.getResponseBody().write("ok".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Until nobody listens. */
    private void talk(OutputStream answer) {
        try {
            byte[] words = new byte[64 * 1024];
            while (true) {
                answer.write(words);
            }
        } catch (IOException cut) {
            cuts.countDown();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
