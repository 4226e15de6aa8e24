package io.vigie.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.Scripts;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Socket.IO as its own clients speak it: npm's socket.io-client and Debian's python3-socketio, both as they are. */
@RealKafkaAndPostgres(
        postgres = false,
        topics = {"vigie.run-events.v1", "vigie.test-logs.v1", "vigie.campaign-events.v1"})
class SocketIoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> TRANSPORTS = List.of("", "polling", "websocket");
    private static final SignedTokens tokens = new SignedTokens();
    private static final HttpClient http = HttpClient.newHttpClient();

    private static Path home;
    private static ServicesBehind campaign;
    private static ServicesBehind report;
    private static RunTopics topics;
    private static RunningGateway gateway;

    @BeforeAll
    static void open(KafkaBroker kafka) throws Exception {
        home = ClientProcess.install();
        campaign = new ServicesBehind("campaign-service", tokens);
        report = new ServicesBehind("report-service", tokens);
        topics = new RunTopics(kafka.bootstrap());
        gateway = new RunningGateway(
                kafka.bootstrap(),
                campaign.address(),
                report.address(),
                "--vigie.live.socket-io.ping-interval=2s",
                "--vigie.live.socket-io.ping-timeout=60s",
                "--vigie.live.authenticate-within=60s");
        await().atMost(PATIENCE).until(() -> get("/health", null).statusCode() == 200);
    }

    @AfterAll
    static void close() {
        gateway.close();
        topics.close();
        report.close();
        campaign.close();
    }

    @Test
    void runsTheSeedsOwnExampleInNodeAndInPythonOverEveryTransport() {
        RunId run = knownRun();
        Map<String, ClientProcess> clients = new LinkedHashMap<>();
        for (String transports : TRANSPORTS) {
            clients.put("node " + transports, ClientProcess.node(home, about(run, transports), "example.cjs"));
            clients.put("python " + transports, ClientProcess.python(home, about(run, transports), "example.py"));
        }
        clients.forEach((name, client) -> await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.lines()).as(name).contains("Joined")));

        topics.tell(Scripts.started(run, 2));
        topics.test(run, 1, 2);
        topics.tell(Scripts.skipped(run, 2, 2), Scripts.finished(run, Outcome.PASSED));

        clients.forEach((name, client) -> {
            await().atMost(PATIENCE).until(client::isOver);
            String transport = name.endsWith("polling") ? "polling" : "websocket";
            List<String> told = List.of(
                    "Joined",
                    "Test " + Scripts.test(1) + ": passed",
                    "Logs: [07:25:41] Démarrage du test",
                    "Test " + Scripts.test(2) + ": skipped",
                    "Logs: Test ignoré après un échec précédent",
                    "Campagne terminée: completed",
                    "Transport: " + transport);
            // Python's client calls each handler on a thread of its own, in whatever order these come to run.
            if (name.startsWith("python")) {
                assertThat(client.lines()).as(name).containsExactlyInAnyOrderElementsOf(told);
            } else {
                assertThat(client.lines()).as(name).isEqualTo(told);
            }
        });
    }

    @Test
    void saysTheSameAsServerSentEventsWithTheSameIdsAndResumes() {
        RunId run = knownRun();
        Map<String, ClientProcess> clients = new LinkedHashMap<>();
        TRANSPORTS.forEach(transports -> clients.put(transports, client(tokens.valid(), transports)));
        clients.values()
                .forEach(client -> client.say("{\"emit\":\"join_rapport\",\"data\":{\"rapport_id\":\"" + run + "\"}}"));
        clients.forEach((name, client) -> await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(events(client)).as(name + client.lines()).hasSize(1)));
        topics.tell(Scripts.started(run, 2));
        topics.test(run, 1, 2);
        topics.tell(Scripts.skipped(run, 2, 2), Scripts.finished(run, Outcome.PASSED));

        List<String> told;
        try (EventLines stream = EventLines.of(gateway.address(), run.value(), tokens.valid(), null)) {
            await().atMost(PATIENCE).until(stream::isOver);
            told = stream.events().stream()
                    .map(event -> event.name().equals("end") ? "end" : event.said() + event.id())
                    .toList();
        }
        clients.forEach((name, client) -> {
            await().atMost(PATIENCE).until(() -> has(client, "end"));
            assertThat(client.said())
                    .as(name)
                    .filteredOn(line -> line.has("ack"))
                    .singleElement()
                    .hasToString("{\"ack\":\"join_rapport\",\"data\":{\"ok\":true,\"room\":\"rapport_" + run
                            + "\",\"resumed\":false}}");
            assertThat(events(client)).as(name).hasSameElementsAs(told).hasSameSizeAs(told);
            assertThat(client.said())
                    .filteredOn(line -> line.has("event"))
                    .allMatch(line -> line.path("more").asInt() == 0
                            && line.path("data").path("room").asString().equals("rapport_" + run));
        });
        // The upgrade may be through before or after the client is let in.
        assertThat(clients.get("").said())
                .anyMatch(line -> line.path("upgraded").asString("").equals("websocket")
                        || line.path("connected").asString("").equals("websocket"));

        ClientProcess client = clients.get("polling");
        String third = id(client, 2);
        int before = client.said().size();
        client.say("{\"emit\":\"join\",\"data\":{\"room\":\"rapport_" + run + "\",\"after\":\"" + third + "\"}}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(client)).hasSize(told.size() + told.size() - 3));
        assertThat(client.said().get(before).path("ack").asString()).isEqualTo("join");
        assertThat(events(client).subList(told.size(), 2 * told.size() - 3))
                .hasSameElementsAs(told.subList(3, told.size()));
        clients.values().forEach(ClientProcess::close);
    }

    @Test
    void saysClearlyWhomItDoesNotLetInAndWhatItDoesNotDo() {
        for (String transports : List.of("polling", "websocket")) {
            try (ClientProcess nobody = client("", transports);
                    ClientProcess late = client(tokens.token("user-1", "vigie", Duration.ofMinutes(-2)), transports);
                    ClientProcess client = client(tokens.valid(), transports)) {
                assertThat(first(nobody)).hasToString("{\"refused\":\"Token manquant\",\"data\":{\"status\":401}}");
                assertThat(first(late))
                        .hasToString(
                                "{\"refused\":\"Votre session a expiré. Veuillez vous reconnecter.\",\"data\":{\"status\":401}}");
                assertThat(first(client)).hasToString("{\"connected\":\"" + transports + "\"}");
                client.say("{\"emit\":\"join\",\"data\":{\"room\":\"campain_unknown\"}}");
                client.say("{\"emit\":\"join_rapport\",\"data\":{\"rapport_id\":\"abc\"}}");
                client.say("{\"emit\":\"dance\",\"data\":{}}");
                await().atMost(PATIENCE).until(() -> client.said().size() == 4);
                assertThat(List.copyOf(client.said()).subList(1, 4))
                        .allMatch(answer -> !answer.path("data").path("ok").asBoolean(true))
                        .extracting(answer ->
                                answer.path("data").path("error").path("status").asInt())
                        .containsExactly(404, 400, 400);
            }
        }
    }

    @Test
    void endsWithTheTokenAndTellsWhyInEveryRoom() {
        RunId run = knownRun();
        try (ClientProcess client = client(tokens.token("user-1", "vigie", Duration.ofSeconds(4)), "polling")) {
            first(client);
            client.say("{\"emit\":\"join_rapport\",\"data\":{\"rapport_id\":\"" + run + "\"}}");
            await().atMost(PATIENCE).until(() -> client.said().getLast().has("disconnected"));

            assertThat(client.said().getLast().path("disconnected").asString()).isEqualTo("io server disconnect");
            assertThat(client.said())
                    .filteredOn(line -> line.path("event").asString("").equals("cut"))
                    .singleElement()
                    .matches(cut -> cut.path("data").path("reason").asString().equals("token-expired"));
        }
    }

    private static ClientProcess client(String token, String transports) {
        return ClientProcess.node(
                home,
                Map.of("VIGIE_URL", gateway.address(), "VIGIE_TOKEN", token, "VIGIE_TRANSPORTS", transports),
                "client.cjs");
    }

    private static Map<String, String> about(RunId run, String transports) {
        return Map.of(
                "VIGIE_URL",
                gateway.address(),
                "VIGIE_TOKEN",
                tokens.valid(),
                "VIGIE_RAPPORT",
                run.value(),
                "VIGIE_TRANSPORTS",
                transports);
    }

    private static JsonNode first(ClientProcess client) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(client.said()).as("%s", client.lines()).isNotEmpty());
        return client.said().getFirst();
    }

    private static boolean has(ClientProcess client, String event) {
        return client.said().stream()
                .anyMatch(line -> line.path("event").asString("").equals(event));
    }

    /** The events as server-sent events have them: the name, the data, the id. */
    private static List<String> events(ClientProcess client) {
        List<String> events = new ArrayList<>();
        for (JsonNode line : client.said()) {
            String name = line.path("event").asString("");
            if (!name.isEmpty() && !name.equals("resumed")) {
                ObjectNode data = ((ObjectNode) line.path("data")).deepCopy();
                String id = data.path("event_id").asString("");
                data.remove("event_id");
                data.remove("room");
                events.add(name.equals("end") ? name : name + data + id);
            }
        }
        return events;
    }

    private static String id(ClientProcess client, int event) {
        return client.said().stream()
                .filter(line -> line.has("event"))
                .toList()
                .get(event)
                .path("data")
                .path("event_id")
                .asString();
    }

    private static RunId knownRun() {
        RunId run = RunTopics.newRun();
        report.report(
                run.value(),
                "{\"_id\":\"%s\",\"status\":\"pending\",\"tests\":[],\"asOf\":{\"sequence\":0,\"runOffset\":-1,\"logOffset\":-1}}"
                        .formatted(run));
        return run;
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.address() + path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return http.send(request(path, token).build(), BodyHandlers.ofString());
    }
}
