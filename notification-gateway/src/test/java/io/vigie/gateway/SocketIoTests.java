package io.vigie.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Socket.IO's sessions hold to, packet by packet, as no well-behaved client tries it. */
class SocketIoTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SignedTokens tokens = new SignedTokens();
    private static final HttpClient http = HttpClient.newHttpClient();
    private static ServicesBehind campaign;
    private static RunningGateway gateway;

    @BeforeAll
    static void open() {
        campaign = new ServicesBehind("campaign-service", tokens);
        gateway = new RunningGateway(
                "127.0.0.1:1",
                campaign.address(),
                "http://127.0.0.1:1",
                "--vigie.live.socket-io.ping-interval=2s",
                "--vigie.live.socket-io.ping-timeout=1s");
    }

    @AfterAll
    static void close() {
        gateway.close();
        campaign.close();
    }

    @Test
    void answersWhatIsAskedWithANumber() throws Exception {
        String session = session(null);
        assertThat(post(session, "40{\"token\":\"" + tokens.valid() + "\"}").body())
                .isEqualTo("ok");
        assertThat(get(session, null).body()).startsWith("40{\"sid\":");

        assertThat(post(session, "420[\"join\",{\"room\":\"campain_unknown\"}]\u001e42[\"dance\"]")
                        .statusCode())
                .isEqualTo(200);
        String said = get(session, null).body();
        assertThat(said)
                .startsWith(
                        "430[{\"ok\":false,\"error\":{\"message\":\"Campagne non trouvée\",\"status\":404,\"campain_id\":\"unknown\"}}]");
        String refused = said.contains("\u001e")
                ? said.substring(said.indexOf('\u001e') + 1)
                : get(session, null).body();
        assertThat(refused).startsWith("42[\"error\",{\"message\":\"Message malformé\",\"status\":400");
    }

    @Test
    void refusesWhatIsNoEngineIoAndWhatIsTooMuch() throws Exception {
        assertThat(get("/socket.io/?EIO=3&transport=polling", null).body()).contains("\"code\":5");
        assertThat(get("/socket.io/?EIO=4&transport=smoke", null).body()).contains("\"code\":0");
        assertThat(get("/socket.io/?EIO=4&transport=polling&sid=unknown", null).body())
                .contains("\"code\":1");
        assertThat(get("/socket.io/?EIO=4&transport=websocket", null).statusCode())
                .isEqualTo(400);
        assertThat(post("/socket.io/?EIO=4&transport=polling", "40").body()).contains("\"code\":2");
        HttpResponse<String> foreign = http.send(
                HttpRequest.newBuilder(URI.create(gateway.address() + "/socket.io/?EIO=4&transport=polling"))
                        .header("Origin", "http://elsewhere.example")
                        .build(),
                BodyHandlers.ofString());
        assertThat(foreign.statusCode()).isEqualTo(403);

        String large = session(null);
        assertThat(post(large, "4" + "x".repeat(20_000)).statusCode()).isEqualTo(413);
        assertThat(get(large, null).body()).as("such a session is over").contains("\"code\":1");

        String many = session(null);
        assertThat(post(many, "3\u001e".repeat(100) + "3").statusCode()).isEqualTo(413);
    }

    @Test
    void fetchesOncePerSessionAtATime() throws Exception {
        String session = session(null);
        CompletableFuture<HttpResponse<String>> waiting =
                http.sendAsync(request(session, null).build(), BodyHandlers.ofString());
        // The second may arrive before the first; whichever comes second ends the session.
        CompletableFuture<HttpResponse<String>> second =
                http.sendAsync(request(session, null).build(), BodyHandlers.ofString());

        assertThat(List.of(waiting.join().statusCode(), second.join().statusCode()))
                .containsExactlyInAnyOrder(200, 400);
        assertThat(get(session, null).statusCode()).isEqualTo(400);
    }

    @Test
    void answersAPollThatIsSentAgainWithWhatWasLostOnItsWay() throws Exception {
        String session = session(tokens.valid());
        assertThat(post(session + "&t=sent", "40").body()).isEqualTo("ok");
        assertThat(post(session + "&t=sent", "40").body()).as("taken once").isEqualTo("ok");

        String answer = get(session + "&t=first", null).body();

        assertThat(answer).startsWith("40{\"sid\":");
        assertThat(get(session + "&t=first", null).body()).isEqualTo(answer);
        assertThat(get(session + "&t=second", null).body()).doesNotContain("40{\"sid\":");
    }

    @Test
    void keepsASessionForItsOwner() throws Exception {
        String session = session(tokens.of("user-1"));
        assertThat(get(session, tokens.of("user-2")).statusCode()).isEqualTo(403);
        assertThat(post(session, "40").body()).isEqualTo("ok");
        assertThat(get(session, tokens.of("user-1")).body()).startsWith("40{\"sid\":");
        assertThat(get(session, tokens.of("user-2")).statusCode()).isEqualTo(403);
    }

    @Test
    void endsASessionThatNobodyIsLetIntoAndOneThatIsSilent() throws Exception {
        String knocking = session(null);
        String silent = session(tokens.valid());
        post(silent, "40");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(knocking, null).body()).contains("\"code\":1"));
        // It asks for what is said, but never answers a ping.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(silent, null).body()).contains("\"code\":1"));
    }

    /** Opens a session by polling, and gives the address of its requests. */
    private static String session(String token) throws Exception {
        String opened = get("/socket.io/?EIO=4&transport=polling", token).body();
        assertThat(opened).startsWith("0{");
        JsonNode handshake = JsonMapper.shared().readTree(opened.substring(1));
        assertThat(handshake.path("upgrades").toString()).isEqualTo("[\"websocket\"]");
        assertThat(handshake.path("maxPayload").asInt()).isEqualTo(16_384);
        assertThat(handshake.path("sid").asString()).hasSize(32);
        return "/socket.io/?EIO=4&transport=polling&sid="
                + handshake.path("sid").asString();
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.address() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return http.send(request(path, token).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(request(path, null).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }
}
