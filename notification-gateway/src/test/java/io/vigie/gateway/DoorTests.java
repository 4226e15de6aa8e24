package io.vigie.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testsupport.committed.CommittedContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The door over a real port, with services behind it that answer what they were asked. */
class DoorTests {

    private static final String NOWHERE = "http://127.0.0.1:1";

    private static final SignedTokens tokens = new SignedTokens();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static ServicesBehind campaign;
    private static ServicesBehind report;
    private static RunningGateway gateway;

    @BeforeAll
    static void open() {
        campaign = new ServicesBehind("campaign-service", tokens);
        report = new ServicesBehind("report-service", tokens);
        gateway = new RunningGateway("127.0.0.1:1", campaign.address(), report.address());
    }

    @AfterAll
    static void close() {
        gateway.close();
        campaign.close();
        report.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/me,campaign-service",
        "POST,/api/logout,campaign-service",
        "GET,/api/campains?page=2,campaign-service",
        "PUT,/api/campains/a/b,campaign-service",
        "GET,/api/tests,campaign-service",
        "GET,/api/variables?grouped=true,campaign-service",
        "GET,/api/actions/masks,campaign-service",
        "GET,/api/users,campaign-service",
        "POST,/api/rapports/execute,campaign-service",
        "GET,/api/rapports/generate-name,campaign-service",
        "GET,/api/rapports/filieres,campaign-service",
        "POST,/api/rapports/x/cancel,campaign-service",
        "POST,/api/rapports/cancel,campaign-service",
        "POST,/api/campains/x/cancel,campaign-service",
        "GET,/api/campains/x/files/a.txt,campaign-service",
        "PUT,/api/filieres/DEV,campaign-service",
        "POST,/api/test,campaign-service",
        "POST,/api/tests/x/execute,campaign-service",
        "POST,/api/tests/bulk,campaign-service",
        "GET,/api/rapports/x/slices,report-service",
        "GET,/api/rapports/x/tests/y/cases?after=3,report-service",
        "GET,/api/rapports/x/tests/y/artifacts/1/2,report-service",
        "GET,/api/isolation,report-service",
        "GET,/api/retention,campaign-service",
        "POST,/api/retention/run,report-service",
        "PUT,/api/rapports/x/hold,campaign-service",
        "GET,/api/runs/x/status,report-service",
        "GET,/api/test-results/tests/x/report/,report-service",
        "GET,/api/test-results/tests/x/report,report-service",
        "GET,/api/rapports?campain_id=1,report-service",
        "DELETE,/api/rapports/x,report-service",
        "GET,/api/rapports/x/tests,report-service",
        "GET,/api/webhooks?page=2,campaign-service",
        "PUT,/api/webhooks/x,campaign-service",
        "POST,/api/webhooks/x/rotate,campaign-service",
        "POST,/api/webhooks/x/ping,report-service",
        "GET,/api/webhooks/x/deliveries?status=dead,report-service",
        "POST,/api/webhooks/x/deliveries/7/retry,report-service",
        "POST,/api/webhooks/x/deliveries/retry,report-service",
        "POST,/api/admin/projection/rebuild,report-service"
    })
    void leadsEachAddressToItsService(String method, String path, String service) throws Exception {
        JsonNode echo = json(send(request(path)
                .method(method, BodyPublishers.noBody())
                .header("Authorization", "Bearer " + tokens.valid())));

        assertThat(echo.path("service").asString()).isEqualTo(service);
        assertThat(echo.path("path").asString()).isEqualTo(path);
        assertThat(echo.path("method").asString()).isEqualTo(method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign-service", "report-service"})
    void leadsEveryAddressOfTheContractsToItsService(String service) throws Exception {
        JsonNode document = JsonMapper.shared()
                .readTree(
                        CommittedContract.named("openapi/" + service + ".json").text());
        List<String> addresses = new ArrayList<>();
        document.path("paths")
                .forEachEntry((path, item) -> item.propertyNames()
                        .forEach(verb -> addresses.add(verb.toUpperCase(Locale.ROOT) + " " + path)));

        for (String address : addresses) {
            String[] parts = address.replaceAll("\\{[^}]*}", "x").split(" ");
            JsonNode echo = json(send(request(parts[1])
                    .method(parts[0], BodyPublishers.noBody())
                    .header("Authorization", "Bearer " + tokens.valid())));
            assertThat(echo.path("service").asString()).as(address).isEqualTo(service);
        }
        assertThat(addresses).hasSizeGreaterThan(15);
    }

    @Test
    void answersTheWholeApiToWhoeverHasAToken() throws Exception {
        assertThat(send(request("/api/openapi.json")).statusCode()).isEqualTo(401);

        HttpResponse<String> answer =
                send(request("/api/openapi.json").header("Authorization", "Bearer " + tokens.valid()));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode paths = json(answer).path("paths");
        assertThat(paths.propertyNames())
                .contains("/api/login", "/api/rapports/{id}", "/api/rapports/{id}/stream", "/api/openapi.json");
        assertThat(paths.path("/api/rapports/{id}").propertyNames()).contains("get", "delete");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/unknown",
                "/internal/jwks",
                "/internal/trials/x",
                "/api/runs/x",
                "/nothing",
                "/actuator",
                "/api"
            })
    void answers404ForWhatIsNowhere(String path) throws Exception {
        HttpResponse<String> answer = send(request(path).header("Authorization", "Bearer " + tokens.valid()));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).path("message").asString()).isEqualTo("Ressource introuvable");
        assertThat(json(answer).path("instance").asString()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/campains/../../internal/jwks",
                "/api/campains/%2e%2e/%2e%2e/internal/jwks",
                "/api/campains/..%2f..%2finternal/jwks",
                "//internal/jwks",
                "/api/campains/;/internal"
            })
    void neverLeadsToWhatIsInternal(String path) throws Exception {
        assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + tokens.valid()
                        + "\r\nConnection: close\r\n\r\n"))
                .containsAnyOf(" 400 ", " 404 ")
                .doesNotContain("\"keys\"", "key-1");
    }

    @Test
    void refusesEveryoneWithoutAToken() throws Exception {
        for (String path : new String[] {"/api/me", "/api/unknown", "/api/rapports/x/stream", "/internal/jwks"}) {
            HttpResponse<String> answer = send(request(path));
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(json(answer).path("message").asString()).isEqualTo("Token manquant");
        }
    }

    @Test
    void saysWhatIsWrongWithAToken() throws Exception {
        assertThat(refusal("Basic abc")).isEqualTo("Format de token invalide");
        assertThat(refusal("Bearer")).isEqualTo("Format de token invalide");
        assertThat(refusal("Bearer abc.def.ghi")).isEqualTo("Token invalide. Veuillez vous reconnecter.");
        assertThat(refusal("Bearer " + new SignedTokens().valid()))
                .isEqualTo("Token invalide. Veuillez vous reconnecter.");
        assertThat(refusal("Bearer " + tokens.token("user-1", "somebody", Duration.ofMinutes(1))))
                .isEqualTo("Token invalide. Veuillez vous reconnecter.");
        assertThat(refusal("Bearer " + tokens.token("user-1", "vigie", Duration.ofMinutes(-1))))
                .isEqualTo("Votre session a expiré. Veuillez vous reconnecter.");
        assertThat(json(send(request("/api/me").header("Accept-Language", "en-GB,en;q=0.9,fr;q=0.1")))
                        .path("message")
                        .asString())
                .isEqualTo("Missing token");
    }

    /** A browser asks for the next thing the moment it has an answer, before the server has put away the request before (reactor-netty #4361). */
    @Test
    void goesOnReadingAConnectionOnWhichARequestHadToWait() throws Exception {
        String head = "HEAD %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + tokens.valid() + "\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", gateway.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(10_000);
            out.write((head.formatted("/api/me") + head.formatted("/")).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(answers(in, 2)).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));

            out.write(head.formatted("/").getBytes(StandardCharsets.US_ASCII));
            out.flush();

            assertThat(answers(in, 1)).allMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
        }
    }

    private static String refusal(String authorization) throws Exception {
        HttpResponse<String> answer = send(request("/api/me").header("Authorization", authorization));
        assertThat(answer.statusCode()).isEqualTo(401);
        return json(answer).path("message").asString();
    }

    @Test
    void letsInWithAnExpiredCookieWhoeverLogsIn() throws Exception {
        HttpResponse<String> answer = send(request("/api/login")
                .header("Cookie", "token=" + tokens.token("user-1", "vigie", Duration.ofMinutes(-9)))
                .POST(BodyPublishers.ofString("{}")));

        assertThat(json(answer).path("path").asString()).isEqualTo("/api/login");
        assertThat(json(answer).path("headers").has("authorization")).isFalse();
        assertThat(json(answer).path("headers").has("cookie")).isFalse();
    }

    @Test
    void turnsTheCookieIntoTheHeaderAndHandsOnNothingForged() throws Exception {
        String token = tokens.valid();
        String answer = raw("GET /api/me HTTP/1.1\r\nHost: x\r\nCookie: a=b; token=" + token
                + "\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Prefix: /evil\r\nForwarded: for=6.6.6.6"
                + "\r\nX-Real-IP: 6.6.6.6\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\nTE: trailers\r\n\r\n");
        JsonNode headers = JsonMapper.shared()
                .readTree(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1))
                .path("headers");

        assertThat(headers.path("authorization").asString()).isEqualTo("Bearer " + token);
        assertThat(headers.path("x-forwarded-for").toString())
                .contains("127.0.0.1")
                .doesNotContain("6.6.6.6");
        assertThat(headers.has("x-forwarded-prefix")).isFalse();
        assertThat(headers.has("forwarded")).isFalse();
        assertThat(headers.has("x-real-ip")).isFalse();
        assertThat(headers.has("x-secret")).isFalse();
        assertThat(headers.has("te")).isFalse();
        assertThat(headers.has("cookie")).isFalse();
    }

    @Test
    void refusesTwoTokens() throws Exception {
        assertThat(raw("GET /api/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + tokens.valid()
                        + "\r\nAuthorization: Bearer " + tokens.valid() + "\r\nConnection: close\r\n\r\n"))
                .contains(" 401 ", "Format de token invalide");
    }

    @Test
    void keepsATraceAndMakesOneWhenThereIsNone() throws Exception {
        String given = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        HttpResponse<String> kept = send(authorized("/api/me").header("traceparent", given));
        assertThat(json(kept).path("headers").path("traceparent").asString()).isEqualTo(given);

        for (String bad : new String[] {null, "00-zz", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"}) {
            HttpRequest.Builder request = authorized("/api/me");
            if (bad != null) {
                request.header("traceparent", bad);
            }
            HttpResponse<String> made = send(request);
            assertThat(made.headers().firstValue("traceparent").orElseThrow())
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                    .isEqualTo(json(made).path("headers").path("traceparent").asString());
        }
    }

    @Test
    void boundsBodiesHoweverTheyCome() throws Exception {
        int most = 1024 * 1024;
        for (boolean chunked : new boolean[] {false, true}) {
            HttpResponse<String> largest = send(authorized("/api/campains").POST(body(most, chunked)));
            assertThat(json(largest).path("length").asInt())
                    .as("chunked %s", chunked)
                    .isEqualTo(most);

            HttpResponse<String> tooLarge = send(authorized("/api/campains").POST(body(most + 1, chunked)));
            assertThat(tooLarge.statusCode()).as("chunked %s", chunked).isEqualTo(400);
            assertThat(json(tooLarge).path("message").asString())
                    .isEqualTo("Corps de requête trop volumineux : 1048576 octets au plus");
            assertThat(json(tooLarge).path("errors").path(0).path("path").asString())
                    .isEqualTo("$");
        }
    }

    @Test
    void letsFilesThroughWithoutGatheringThem() throws Exception {
        int most = 101 * 1024 * 1024;
        HttpResponse<String> largest = send(authorized("/api/campains/x/files").POST(endless(most)));
        HttpResponse<String> undeclared =
                send(authorized("/api/campains/x/files").POST(endless(most + 1)));
        String declared = raw("POST /api/campains/x/files HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + tokens.valid() + "\r\nContent-Length: " + (most + 1) + "\r\nConnection: close\r\n\r\n");

        assertThat(json(largest).path("length").asInt()).isEqualTo(most);
        assertThat(undeclared.statusCode()).isEqualTo(413);
        assertThat(json(undeclared).path("message").asString())
                .isEqualTo("Envoi trop volumineux : 101 Mo au plus, formulaire compris");
        assertThat(declared).contains(" 413 ", "Envoi trop volumineux");
        assertThat(send(authorized("/api/campains/x/files")
                                .method("PUT", BodyPublishers.ofByteArray(new byte[1024 * 1024 + 1])))
                        .statusCode())
                .as("only an upload may be large")
                .isEqualTo(400);
    }

    /** A body of unknown length, made as it is sent. */
    private static HttpRequest.BodyPublisher endless(long length) {
        return BodyPublishers.ofInputStream(() -> new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int most) {
                if (left <= 0) {
                    return -1;
                }
                int count = (int) Math.min(most, left);
                left -= count;
                return count;
            }
        });
    }

    @Test
    void keepsThePolicyThatAServiceGivesAnArtifact() throws Exception {
        HttpResponse<String> artifact = send(authorized("/api/rapports/x/tests/y/artifacts/1/1"));

        assertThat(artifact.headers().allValues("Content-Security-Policy"))
                .containsExactly("sandbox; default-src 'none'");
        assertThat(artifact.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"a.html\"");
        assertThat(artifact.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    }

    private static HttpRequest.BodyPublisher body(int length, boolean chunked) {
        byte[] bytes = new byte[length];
        return chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))
                : BodyPublishers.ofByteArray(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin,https://evil.example",
        "Origin,null",
        "Origin,http://127.0.0.1:1",
        "Sec-Fetch-Site,cross-site",
        "Sec-Fetch-Site,same-site"
    })
    void refusesChangesThatOtherOriginsSend(String header, String value) throws Exception {
        for (String path : new String[] {"/api/logout", "/api/login"}) {
            HttpResponse<String> answer = send(request(path)
                    .header("Cookie", "token=" + tokens.valid())
                    .header(header, value)
                    .POST(BodyPublishers.noBody()));
            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(json(answer).path("message").asString()).contains("autre origine");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void letsOurOwnPageChangeThings() throws Exception {
        HttpResponse<String> answer = send(request("/api/logout")
                .header("Cookie", "token=" + tokens.valid())
                .header("Origin", gateway.address())
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWebSocketsOfOtherOrigins() {
        assertThat(handshake("https://evil.example", tokens.valid())).isEqualTo(403);
        assertThat(handshake(gateway.address(), tokens.valid())).isEqualTo(101);
        assertThat(handshake(gateway.address(), "abc.def.ghi")).isEqualTo(401);
    }

    private static int handshake(String origin, String token) {
        try {
            WebSocket socket = http.newWebSocketBuilder()
                    .header("Origin", origin)
                    .header("Cookie", "token=" + token)
                    .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), new WebSocket.Listener() {})
                    .join();
            socket.abort();
            return 101;
        } catch (CompletionException refused) {
            return ((WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    @Test
    void answers503ForAServiceThatIsAway() throws Exception {
        try (RunningGateway alone = new RunningGateway("127.0.0.1:1", campaign.address(), NOWHERE)) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(alone.address() + "/api/rapports"))
                    .header("Authorization", "Bearer " + tokens.valid())
                    .header("Accept-Language", "en"));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(json(answer).path("message").asString())
                    .isEqualTo("The service is away for the moment. Try again in a few seconds.");
        }
        try (RunningGateway alone = new RunningGateway("127.0.0.1:1", NOWHERE, report.address())) {
            HttpResponse<String> unverifiable =
                    send(HttpRequest.newBuilder(URI.create(alone.address() + "/api/rapports"))
                            .header("Authorization", "Bearer " + tokens.valid()));
            assertThat(unverifiable.statusCode()).isEqualTo(503);
            assertThat(json(unverifiable).path("message").asString()).startsWith("Impossible de vérifier la session");
        }
    }

    @Test
    void tellsItsHealthWithoutAToken() throws Exception {
        HttpResponse<String> answer = send(request("/health"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).path("status").asString()).isEqualTo("starting");
        assertThat(json(answer).path("service").asString()).isEqualTo("notification-gateway");
        assertThat(json(answer).path("services").path("report-service").asString())
                .isEqualTo("healthy");
        assertThat(json(answer).path("services").path("execution-service").asString())
                .isEqualTo("unreachable");
    }

    @Test
    void servesThePageToEveryoneWithASafePolicy() throws Exception {
        HttpResponse<String> page = send(request("/"));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>Vigie</title>").doesNotContain("<script>", "style=", "onclick");
        assertThat(policyOf(page))
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(send(request("/").method("HEAD", BodyPublishers.noBody())).statusCode())
                .isEqualTo(200);
    }

    @Test
    void letsInTheStylesOfOnePageOnlyByANonceThatIsNeverUsedAgain() throws Exception {
        HttpResponse<String> one = send(request("/"));
        HttpResponse<String> other = send(request("/"));

        String nonce = nonceOf(one);
        assertThat(policyOf(one)).contains("style-src 'self' 'nonce-" + nonce + "'");
        assertThat(nonceOf(other)).isNotEqualTo(nonce);
        assertThat(one.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(policyOf(send(authorized("/api/rapports/abc/stream")))).doesNotContain("nonce");
    }

    @Test
    void givesOutThePageAtEveryAddressOfAViewAndNowhereElse() throws Exception {
        assertThat(send(request("/reports/019b2c7e-0d00-7000-8000-000000000001"))
                        .body())
                .contains("<title>Vigie</title>");
        assertThat(send(request("/static/index.html")).statusCode()).isEqualTo(401);
        assertThat(send(request("/index.html")).statusCode()).isEqualTo(401);
        assertThat(send(request("/assets/none.js")).statusCode()).isEqualTo(404);
        assertThat(send(request("/assets/%2e%2e/index.html")).statusCode()).isBetween(400, 404);
    }

    @Test
    void givesOutThePagesFilesCompressedAndForEver() throws Exception {
        Matcher script = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"")
                .matcher(send(request("/")).body());
        assertThat(script.find()).isTrue();

        HttpResponse<String> file = send(request(script.group(1)).header("Accept-Encoding", "gzip, br"));

        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Encoding")).isPresent();
        assertThat(file.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(file.headers().firstValue("Content-Type").orElseThrow()).contains("javascript");
    }

    private static String policyOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    private static String nonceOf(HttpResponse<String> page) {
        Matcher nonce = Pattern.compile("nonce=\"([^\"]+)\"").matcher(page.body());
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    @Test
    void refusesMalformedIdsOfStreams() throws Exception {
        String run = "019b2c7e-0d00-7000-8000-000000000001";
        assertThat(send(authorized("/api/rapports/abc/stream")).statusCode()).isEqualTo(400);
        HttpResponse<String> malformed =
                send(authorized("/api/rapports/" + run + "/stream").header("Last-Event-ID", "nonsense"));
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).path("message").asString()).isEqualTo("Identifiant d'événement malformé");
        assertThat(send(authorized("/api/rapports/" + run + "/stream?after=e:1.end:2-3"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(send(authorized("/api/rapports/" + run + "/stream")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesToWatchATrialThatIsNone() throws Exception {
        assertThat(send(authorized("/api/test-status/sse/a.b")).statusCode()).isEqualTo(400);
        assertThat(send(request("/api/test-status/sse/abc")).statusCode()).isEqualTo(401);
        HttpResponse<String> unknown =
                send(authorized("/api/test-status/sse/abc").header("Accept-Language", "en"));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).path("message").asString()).isEqualTo("Run not found");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.address() + path));
    }

    private static HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + tokens.valid());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    /** As many answers without bodies as there shall be, in their order. */
    private static List<String> answers(InputStream in, int count) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> answers = new ArrayList<>();
        while (answers.size() < count) {
            int next = in.read();
            assertThat(next).as("after %s", answers).isNotNegative();
            text.append((char) next);
            if (text.toString().endsWith("\r\n\r\n")) {
                answers.add(text.toString());
                text.setLength(0);
            }
        }
        return answers;
    }

    /** Sends what no polite client would. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(10_000);
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
