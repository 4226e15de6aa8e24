package io.vigie.bench.fanout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * What stands behind the gateway as far as streams need it: the keys by which it verifies tokens, which it then really does, and the reports that
 * streams begin with. Small and quick, so that the gateway is what is measured.
 */
public final class StandIns implements AutoCloseable {

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int COORDINATE_BYTES = 32;
    private static final Duration SESSION = Duration.ofHours(2);

    private final KeyPair keys;
    private final HttpServer server;
    private final Map<String, String> reports = new ConcurrentHashMap<>();
    private volatile Function<URI, String> others = address -> "";

    public StandIns() throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        // Else each answer waits for the acknowledgement of its head.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = switch (path) {
            case "/internal/jwks" -> jwks();
            case "/health" -> "{\"status\":\"healthy\"}";
            default -> {
                String report = reports.getOrDefault(path, "");
                yield report.isEmpty() ? others.apply(exchange.getRequestURI()) : report;
            }
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(bytes.length == 0 ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String jwks() {
        ECPublicKey key = (ECPublicKey) keys.getPublic();
        return "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ES256\",\"use\":\"sig\",\"kid\":\"bench\",\"x\":\"%s\",\"y\":\"%s\"}]}"
                .formatted(
                        coordinate(key.getW().getAffineX()),
                        coordinate(key.getW().getAffineY()));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return BASE64.encodeToString(fixed);
    }

    /** A session token as campaign-service signs it. */
    public String token(String user) throws GeneralSecurityException {
        Instant now = Instant.now();
        String signed = encoded("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"bench\"}")
                + "."
                + encoded("{\"sub\":\"%s\",\"iss\":\"vigie\",\"role\":\"admin\",\"iat\":%d,\"exp\":%d}"
                        .formatted(user, now.getEpochSecond(), now.plus(SESSION).getEpochSecond()));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + BASE64.encodeToString(signature.sign());
    }

    private static String encoded(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** From now on there is a report of this run, which goes as far as its start. */
    void report(LoadedRun run) {
        // Whoever resumes is let in by whether they may see its tests.
        reports.put("/api/rapports/" + run.id() + "/tests", "{\"items\":[]}");
        reports.put(
                "/api/rapports/" + run.id(),
                "{\"_id\":\"%s\",\"status\":\"running\",\"result\":\"pending\",\"progress\":0,\"tests\":[],\"asOf\":{\"sequence\":1,\"runOffset\":%d,\"logOffset\":%d}}"
                        .formatted(run.id(), run.startOffset(), run.startLogOffset()));
    }

    /** @param answers what is asked for else: a JSON text, or an empty one for what is not there; by several threads at once */
    public void answer(Function<URI, String> answers) {
        others = answers;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
