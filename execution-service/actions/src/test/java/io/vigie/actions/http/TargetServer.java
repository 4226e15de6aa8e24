package io.vigie.actions.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** A real HTTP server on loopback that answers well, badly, slowly and endlessly. */
public final class TargetServer implements AutoCloseable {

    /** A request as it arrived; header names as the server writes them, {@code Content-type}. */
    record Request(String method, String uri, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> isHanging = new CompletableFuture<>();
    private final CountDownLatch isClosed = new CountDownLatch(1);
    private final HttpServer server;

    public TargetServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body));
            answer(exchange, body);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, String body) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        switch (path.split("/")[1]) {
            case "health" -> json(exchange, 200, "{\"status\":\"healthy\"}");
            case "api" -> {
                if (path.equals("/api/login")) {
                    json(exchange, 200, "{\"token\":\"t-1\",\"user\":{\"id\":7}}");
                } else {
                    json(exchange, 401, "{\"message\":\"Token manquant\"}");
                }
            }
            case "status" -> json(exchange, Integer.parseInt(path.substring(8)), "{\"message\":\"as asked\"}");
            case "users" ->
                json(
                        exchange,
                        200,
                        "{\"id\":7,\"big\":12345678901234567890,\"name\":\"Zoé 🦉\",\"none\":null,\"ok\":true,"
                                + "\"tags\":[\"a\",\"b\"],\"address\":{\"city\":\"Genève\",\"zip\":\"01204\"},"
                                + "\"list\":[{\"n\":1},{\"n\":2}],\"price\":12.50}");
            case "echo" -> json(exchange, 200, body);
            case "text" ->
                send(exchange, 200, "text/plain", "order 4711 is ready\nreally".getBytes(StandardCharsets.UTF_8));
            case "latin" ->
                send(exchange, 200, "text/plain; charset=iso-8859-1", "café".getBytes(StandardCharsets.ISO_8859_1));
            case "gzip" -> {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                send(exchange, 200, "application/json", gzip("{\"packed\":true}".getBytes(StandardCharsets.UTF_8)));
            }
            case "bomb" -> {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                send(exchange, 200, "text/plain", gzip(new byte[50 * 1024 * 1024]));
            }
            case "empty" -> exchange.sendResponseHeaders(204, -1);
            case "long" -> send(exchange, 200, "text/plain", "x".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            case "nested" ->
                send(exchange, 200, "application/json", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
            case "endless" -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] chunk = new byte[64 * 1024];
                try (OutputStream out = exchange.getResponseBody()) {
                    while (isClosed.getCount() > 0) {
                        out.write(chunk);
                    }
                }
            }
            case "hang" -> {
                isHanging.complete(null);
                isClosed.await();
            }
            case "drip" -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('x');
                exchange.getResponseBody().flush();
                isHanging.complete(null);
                isClosed.await();
            }
            case "loop" -> {
                exchange.getResponseHeaders().set("Location", "/loop");
                exchange.sendResponseHeaders(302, -1);
            }
            case "redirect" -> {
                exchange.getResponseHeaders()
                        .set("Location", exchange.getRequestURI().getQuery());
                exchange.getResponseHeaders().add("Set-Cookie", "session=s1; Path=/");
                exchange.sendResponseHeaders(Integer.parseInt(path.substring(10)), -1);
            }
            default -> json(exchange, 404, "{\"message\":\"unknown\"}");
        }
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().add("X-Several", "one");
        exchange.getResponseHeaders().add("X-Several", "two");
        send(exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean isHead = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
        if (!isHead && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    @Override
    public void close() {
        isClosed.countDown();
        server.stop(0);
    }
}
