package io.vigie.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.launch.CommandMessage;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.Vigie;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Launching by REST and by message: what is refused, and that nothing is ever launched twice. */
class LaunchIT {

    private final Vigie vigie = Vigie.running();
    private final Client client = Client.loggedIn(vigie);

    @Test
    void refusesWhatIsMissingByName() {
        Client.Answer answer = client.post("/api/rapports/execute", Map.of());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Champs manquants : campain_id, name, filiere");
    }

    @Test
    void tellsWhetherACampaignIsStable(@TempDir Path folder) throws IOException {
        String green = client.campaign(Client.tests(3, Client.PASS));
        String red = client.campaign(List.of(List.of(Client.PASS), List.of(Client.fail(vigie))));

        Vigie.Result stable = stability(nameOf(green), folder.resolve("green"));
        Vigie.Result failing = stability(red, folder.resolve("red"));

        assertThat(stable.output())
                .as(stable.errors())
                .startsWith("=== RUN 1 ===\n3 tests passed, 0 failed, 0 flaky (")
                .contains("\n=== RUN 2 ===\n3 tests passed", "\n✅ 2 runs successful, 0 flaky\nSTABLE\n");
        assertThat(stable.exitCode()).isZero();
        JsonNode manifest = Client.JSON.readTree(Files.readString(folder.resolve("green/manifest.json")));
        String report = manifest.path("runs").path(1).path("report").asString();
        assertThat(client.report(report).path("result").asString()).isEqualTo("success");
        // What the tests wrote is in the proof.
        assertThat(folder.resolve("green/proof_run2.txt"))
                .content()
                .contains(report)
                .containsPattern("(?m)^\\[[0-9]{2}:[0-9]{2}:[0-9]{2}] ");
        assertThat(failing.output())
                .contains(
                        "=== RUN 1 ===\n1 tests passed, 1 failed, 0 flaky", "FLAKY DETECTED in run 1\n", "\nFAILING\n")
                .doesNotContain("=== RUN 2 ===");
        assertThat(failing.exitCode()).isEqualTo(1);
    }

    private String nameOf(String campaign) {
        return client.get("/api/campains/" + campaign).json().path("name").asString();
    }

    private Vigie.Result stability(String campaign, Path output) {
        return Vigie.run(
                Duration.ofMinutes(2),
                "stability",
                "--campaign",
                campaign,
                "--environment",
                "E2E",
                "--runs",
                "2",
                "--output",
                output.toString(),
                "--data",
                vigie.data().toString());
    }

    @Test
    void refusesEachWrongLaunchAndChangesNothing() {
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        String empty = client.campaign(List.of());
        String taken = "Pris " + UUID.randomUUID();
        String first = client.launch(campaign, Map.of("name", taken));

        assertThat(refusal(campaign, "name", taken).message()).isEqualTo("Un rapport avec ce nom existe déjà");
        assertThat(refusal(empty, "name", "x" + UUID.randomUUID()).message())
                .isEqualTo("Aucun test dans cette campagne");
        assertThat(refusal(UUID.randomUUID().toString(), "name", "x").status()).isEqualTo(400);
        assertThat(refusal("not an id", "name", "x").text()).contains("campain_id");
        assertThat(refusal(campaign, "filiere", "NULLE-PART").text()).contains("filiere");
        assertThat(refusal(campaign, "parallelism", "many").text()).contains("parallelism");
        assertThat(client.post("/api/rapports/execute", "{\"campain_id\":").status())
                .isEqualTo(400);
        assertThat(client.post("/api/rapports/execute", "{\"name\":\"" + "x".repeat(2_000_000) + "\"}")
                        .status())
                .isEqualTo(400);
        String last = client.launch(campaign, Map.of());
        client.finishedReport(first, Duration.ofSeconds(60));
        client.finishedReport(last, Duration.ofSeconds(60));
        assertThat(reportsOf(campaign)).isEqualTo(2);
        assertThat(reportsOf(empty)).isZero();
    }

    @Test
    void refusesATestWithAnUnknownActionOrParameter() {
        String campaign = client.campaign(List.of());

        Client.Answer unknownAction = client.post("/api/tests", test(campaign, "telepathy", Map.of()));
        Client.Answer unknownParameter =
                client.post("/api/tests", test(campaign, "http", Map.of("methdo", "GET", "url", "http://x")));

        assertThat(unknownAction.status()).isEqualTo(400);
        assertThat(unknownAction.text()).contains("actions[0].type").contains("telepathy");
        assertThat(unknownParameter.status()).isEqualTo(400);
        assertThat(unknownParameter.text()).contains("methdo");
    }

    @Test
    void letsExactlyOneOfTwoSimultaneousLaunchesHaveAName() {
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        Map<String, Object> launch =
                Map.of("campain_id", campaign, "name", "Course " + UUID.randomUUID(), "filiere", "E2E");

        List<Integer> answers = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> client.post("/api/rapports/execute", launch).status()))
                .limit(2)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).containsExactlyInAnyOrder(201, 400);
    }

    @Test
    void answersARepeatedCommandWithTheFirstAnswer() {
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        Map<String, Object> launch =
                Map.of("campain_id", campaign, "name", "Une fois " + UUID.randomUUID(), "filiere", "E2E");
        String key = UUID.randomUUID().toString();

        Client.Answer first = client.post("/api/rapports/execute", launch, "Idempotency-Key", key);
        Client.Answer second = client.post("/api/rapports/execute", launch, "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text()).isEqualTo(first.text());
    }

    @Test
    void launchesByMessageOnceAndRepliesWithTheRun() {
        String campaign = client.campaign(Client.tests(1, Client.PASS));
        String command = UUID.randomUUID().toString();
        Envelope<?> envelope = Envelope.of(
                command,
                "/somebody/else",
                Instant.now(),
                command,
                new CommandMessage.LaunchCampaign(
                        ProjectId.COMMON, campaign, "Message " + command, "E2E", null, null, null, null, null, null));

        send(KafkaMessages.record(command, envelope));
        send(KafkaMessages.record(command, envelope));

        List<CommandReply> replies = replies(command, 2);
        assertThat(replies.getFirst())
                .isInstanceOf(CommandReply.LaunchAccepted.class)
                .isEqualTo(replies.getLast());
        String run = ((CommandReply.LaunchAccepted) replies.getFirst()).runId().value();
        assertThat(client.finishedReport(run, Duration.ofSeconds(60))
                        .path("status")
                        .asString())
                .isEqualTo("completed");
    }

    @Test
    void refusesAMessageWithTheReasonAndPutsNonsenseAside() {
        String command = UUID.randomUUID().toString();
        String topic = Topics.LAUNCH_COMMANDS.name();

        send(new ProducerRecord<>(topic, "nonsense " + command, "{".getBytes(StandardCharsets.UTF_8)));
        send(KafkaMessages.record(
                command,
                Envelope.of(
                        command,
                        "/somebody/else",
                        Instant.now(),
                        command,
                        new CommandMessage.LaunchCampaign(
                                ProjectId.COMMON, null, null, null, null, null, null, null, null, null))));

        CommandReply.CommandRefused refusal =
                (CommandReply.CommandRefused) replies(command, 1).getFirst();
        assertThat(refusal.message()).isEqualTo("Champs manquants : campain_id, name, filiere");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(History.of(vigie)
                                .records(Topics.deadLetters(topic).name()))
                        .anySatisfy(letter -> {
                            assertThat(letter.key()).isEqualTo("nonsense " + command);
                            assertThat(letter.headers().lastHeader(KafkaMessages.DEAD_LETTER_CAUSE))
                                    .isNotNull();
                        }));
    }

    @Test
    void refusesEverybodyWithoutAToken() {
        Client anonymous = Client.anonymous(vigie);

        assertThat(anonymous.get("/api/campains").message()).isEqualTo("Token manquant");
        assertThat(anonymous.get("/api/rapports").status()).isEqualTo(401);
        assertThat(anonymous.get("/api/actions/masks").status()).isEqualTo(401);
        assertThat(anonymous.post("/api/rapports/execute", Map.of()).status()).isEqualTo(401);
        assertThat(anonymous.get("/health").status()).isEqualTo(200);
        assertThat(anonymous.get("/").status()).isEqualTo(200);
    }

    private Client.Answer refusal(String campaign, String field, Object value) {
        Map<String, Object> launch =
                new HashMap<>(Map.of("campain_id", campaign, "name", "Refus " + UUID.randomUUID(), "filiere", "E2E"));
        launch.put(field, value);
        Client.Answer answer = client.post("/api/rapports/execute", launch);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        return answer;
    }

    private long reportsOf(String campaign) {
        return client.get("/api/rapports?campain_id=" + campaign)
                .json()
                .path("pagination")
                .path("total_items")
                .asLong();
    }

    private static Map<String, Object> test(String campaign, String type, Map<String, Object> value) {
        return Map.of(
                "campain_id",
                campaign,
                "name",
                "T",
                "description",
                "",
                "variables",
                List.of(),
                "actions",
                List.of(Map.of("type", type, "value", value)));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", vigie.kafka()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(record);
        }
    }

    private List<CommandReply> replies(String command, int count) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> History.of(vigie).records(Topics.COMMAND_REPLIES).stream()
                                .filter(record -> command.equals(record.key()))
                                .map(record -> (CommandReply)
                                        KafkaMessages.read(record).message())
                                .toList(),
                        replies -> replies.size() == count);
    }
}
