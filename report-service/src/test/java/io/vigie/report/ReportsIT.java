package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.Client.Answer;
import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.openapi.CloudEvent;
import io.vigie.testsupport.openapi.RestContract;
import io.vigie.testsupport.postgres.Database;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

@ReportServiceTest
class ReportsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    int port;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    RequestMappingHandlerMapping controllers;

    private Client client;
    private Api api;
    private Telling telling;

    @BeforeAll
    void connect(KafkaBroker kafka) {
        client = new Client(port, "user");
        api = new Api(client);
        telling = new Telling(kafka);
        await().atMost(PATIENCE).until(() -> client.get("/health").status() == 200);
    }

    @AfterAll
    void disconnect() {
        client.close();
        telling.close();
    }

    private static List<String> texts(JsonNode list, String field) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.path(field).asString()));
        return texts;
    }

    @Test
    void saysOfItsApiWhatTheContractsSay() throws ClassNotFoundException {
        RestContract.of("report-service", () -> client.get("/v3/api-docs").body(), controllers, List.of())
                .writing(Class.forName("io.vigie.report.history.RecordedEvent"), CloudEvent.class)
                .writing(Class.forName("io.vigie.report.audit.checkpoints.CheckpointController$Line"), CloudEvent.class)
                .isUpToDate();
    }

    @Test
    void tellsAGoldenRunInTheWordsOfTheApi() {
        AnyRun run = AnyRun.withTests(2).passed();

        telling.tell(run);
        JsonNode report = api.awaitHistory(run);

        assertThat(report.path("_id").asString()).isEqualTo(run.id.value());
        assertThat(report.path("campainId").asString()).isEqualTo(AnyRun.CAMPAIGN.value());
        assertThat(report.path("dateCreated").asString()).isEqualTo("2026-11-21T07:25:41.123Z");
        assertThat(report.path("details").asString()).isEqualTo("Octobre 2025");
        assertThat(report.path("filiere").asString()).isEqualTo("PRODUCTION");
        assertThat(report.path("status").asString()).isEqualTo("completed");
        assertThat(report.path("result").asString()).isEqualTo("success");
        assertThat(report.path("progress").isInt()).isTrue();
        assertThat(report.path("progress").asInt()).isEqualTo(100);
        assertThat(report.path("stopOnFailure").asBoolean()).isTrue();
        assertThat(report.path("counts").path("passed").asInt()).isEqualTo(2);
        assertThat(texts(report.path("tests"), "testId")).containsExactly("test-000001", "test-000002");
        assertThat(texts(report.path("tests"), "status")).containsOnly("passed");
        assertThat(texts(report.path("tests"), "logs"))
                .allSatisfy(logs -> assertThat(logs).startsWith("[07:25:41] Démarrage du test"));
    }

    @Test
    void showsARunThatGoesOn() {
        AnyRun run = AnyRun.withTests(3).launched();
        telling.tell(run, run.launch);
        api.awaitStatus(run, 200);
        JsonNode pending = await().atMost(PATIENCE)
                .until(() -> api.report(run), report -> report.path("tests").size() == 3);

        run.started().ran(1, Outcome.FAILED).testStarted(2, 1).logged(2, 1, 1, "Démarrage du test");
        telling.tell(run, run.history).tell(run, run.logs);
        JsonNode running = await().atMost(PATIENCE)
                .until(
                        () -> api.report(run),
                        report -> report.path("tests")
                                        .path(1)
                                        .path("logs")
                                        .asString()
                                        .length()
                                > 0);

        assertThat(pending.path("status").asString()).isEqualTo("pending");
        assertThat(pending.path("result").asString()).isEqualTo("pending");
        assertThat(texts(pending.path("tests"), "status")).containsOnly("pending");
        assertThat(running.path("status").asString()).isEqualTo("running");
        assertThat(running.path("outcome").asString()).isEqualTo("failed");
        assertThat(running.path("progress").asInt()).isEqualTo(33);
        assertThat(texts(running.path("tests"), "status")).containsExactly("failed", "running", "pending");
        assertThat(running.path("tests").path(1).path("logs").asString()).isEqualTo("[08:25:41] Démarrage du test");
    }

    @Test
    void givesSkippedTestsTheirReason() {
        AnyRun run = AnyRun.withTests(4).launched().started();
        run.ran(1, Outcome.PASSED).ran(2, Outcome.FAILED).skipped(3).skipped(4).finished();

        telling.tell(run);
        JsonNode report = api.awaitHistory(run);

        assertThat(report.path("status").asString()).isEqualTo("failed");
        assertThat(report.path("result").asString()).isEqualTo("failure");
        assertThat(report.path("progress").asInt()).isEqualTo(100);
        assertThat(texts(report.path("tests"), "status")).containsExactly("passed", "failed", "skipped", "skipped");
        assertThat(report.path("tests").path(3).path("logs").asString())
                .isEqualTo("Test ignoré après un échec précédent");
    }

    @Test
    void keepsAttemptsThatWereLost() {
        AnyRun run = AnyRun.withTests(1).launched().started();
        run.testStarted(1, 1).logged(1, 1, 1, "Démarrage du test");
        run.lost(1, 1).queued(1, 2, QueueReason.WORKER_LOST).testStarted(1, 2);
        run.logged(1, 2, 1, "Démarrage du test", "✅").actionFinished(1, 2, 1, 1, Outcome.PASSED);
        run.testFinished(1, 2, Outcome.PASSED).finished();

        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, 1, 2);
        JsonNode attempts = api.test(run, 1).path("attempts");

        assertThat(attempts).hasSize(2);
        assertThat(attempts.path(0).path("lostAt").isNull()).isFalse();
        assertThat(attempts.path(1).path("reason").asString()).isEqualTo("worker-lost");
        assertThat(attempts.path(1).path("actions")).hasSize(1);
        assertThat(api.logs(run, 1, "").path("attempt").asInt()).isEqualTo(2);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(api.logs(run, 1, "?attempt=1").path("lines")).hasSize(1));
    }

    @Test
    void endsUpTheSameWhicheverTopicIsReadFirst() {
        AnyRun run = AnyRun.withTests(3).passed();

        telling.tell(run, run.logs).tell(run, run.history);
        JsonNode without = api.awaitHistory(run);
        telling.tell(run, run.launch);
        AnyRun marker = AnyRun.withTests(1).launched();
        telling.tell(marker, marker.launch);
        api.awaitStatus(marker, 200);

        assertThat(api.report(run).path("tests")).isEqualTo(without.path("tests"));
        assertThat(api.report(run).path("status").asString()).isEqualTo("completed");
    }

    @Test
    void changesNothingWhenEverythingIsToldTwice() {
        AnyRun run = AnyRun.withTests(3).passed();
        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, 3, 2);
        JsonNode before = api.report(run);

        telling.tell(run);
        AnyRun marker = AnyRun.withTests(1).passed();
        telling.tell(marker);
        api.awaitHistory(marker);

        assertThat(api.report(run).path("counts")).isEqualTo(before.path("counts"));
        assertThat(api.report(run).path("tests")).isEqualTo(before.path("tests"));
        assertThat(api.logs(run, 3, "").path("total").asInt()).isEqualTo(2);
    }

    @Test
    void pagesTheTestsOfALargeRun() {
        AnyRun run = AnyRun.withTests(1_234).passed();

        telling.tell(run);
        JsonNode report = api.awaitHistory(run);
        List<String> seen = texts(report.path("tests"), "testId");
        JsonNode next = report.path("testsNext");
        while (next.has("url")) {
            JsonNode part = client.get(next.path("url").asString().replace("limit=1000", "limit=100"))
                    .json();
            seen.addAll(texts(part.path("tests"), "testId"));
            next = part.path("next");
        }

        assertThat(report.path("tests")).hasSize(1_000);
        assertThat(seen).hasSize(1_234).doesNotHaveDuplicates().isSorted();
        assertThat(api.get("/" + run.id + "/tests?status=failed").json().path("tests"))
                .isEmpty();
        assertThat(api.get("/" + run.id + "/tests?status=wrong").status()).isEqualTo(400);
    }

    @Test
    void pagesTheLinesOfALongLog() {
        AnyRun run = AnyRun.withTests(1).launched().started().testStarted(1, 1);
        for (int segment = 0; segment < 50; segment++) {
            String[] lines = new String[7];
            for (int line = 0; line < lines.length; line++) {
                lines[line] = "ligne " + (segment * 7 + line + 1);
            }
            run.logged(1, 1, segment * 7 + 1, lines);
        }

        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, 1, 350);
        List<Integer> numbers = new ArrayList<>();
        JsonNode page = api.logs(run, 1, "?limit=100");
        page.path("lines").forEach(line -> numbers.add(line.path("n").asInt()));
        JsonNode first = page.path("lines").path(0);
        while (page.path("next").isInt()) {
            page = api.logs(run, 1, "?limit=100&after=" + page.path("next").asInt());
            page.path("lines").forEach(line -> numbers.add(line.path("n").asInt()));
        }

        assertThat(numbers).hasSize(350).doesNotHaveDuplicates().isSorted();
        assertThat(first.path("line").asString()).isEqualTo("[08:25:41] ligne 1");
        assertThat(first.path("level").asString()).isEqualTo("info");
    }

    @Test
    void listsTheNewestFirstAndNarrowsTheList() {
        CampaignId campaign = CampaignId.of(UUID.randomUUID().toString());
        List<AnyRun> runs = new ArrayList<>();
        for (int at = 0; at < 5; at++) {
            AnyRun run = AnyRun.withTests(1)
                    .of(campaign)
                    .named("Novembre (" + at + ")")
                    .launchedAt(AnyRun.AT.plusSeconds(at));
            runs.add(at == 0 ? run.launched() : run.passed());
            telling.tell(run);
        }
        api.awaitStatus(runs.getFirst(), 200);
        api.awaitHistory(runs.getLast());
        String ofCampaign = "?campain_id=" + campaign;
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.get(ofCampaign)
                                .json()
                                .path("pagination")
                                .path("total_items")
                                .asInt())
                        .isEqualTo(5));

        JsonNode second = api.get(ofCampaign + "&page=2&page_size=2").json();
        JsonNode beyond = api.get(ofCampaign + "&page=99&page_size=2").json();

        assertThat(texts(api.get(ofCampaign).json().path("data"), "details"))
                .containsExactly("Novembre (4)", "Novembre (3)", "Novembre (2)", "Novembre (1)", "Novembre (0)");
        assertThat(texts(second.path("data"), "details")).containsExactly("Novembre (2)", "Novembre (1)");
        assertThat(second.path("pagination").path("has_next").asBoolean()).isTrue();
        assertThat(beyond.path("pagination").path("current_page").asInt()).isEqualTo(3);
        assertThat(texts(api.get(ofCampaign + "&status=pending").json().path("data"), "details"))
                .containsExactly("Novembre (0)");
        assertThat(texts(api.get(ofCampaign + "&q=NOVEMBRE%20(3").json().path("data"), "details"))
                .containsExactly("Novembre (3)");
        assertThat(api.get("?page=x").status()).isEqualTo(400);
        assertThat(api.get("?status=wrong").status()).isEqualTo(400);
    }

    @Test
    void keepsWhatItCannotReadAndGoesOn(KafkaBroker kafka) {
        AnyRun run = AnyRun.withTests(1).passed();
        telling.tell(run, run.launch).tell(run, run.history.subList(0, 2));
        RecordMetadata poison = telling.send(new ProducerRecord<>(
                "vigie.run-events.v1", run.id.value(), "{ not json".getBytes(StandardCharsets.UTF_8)));
        telling.tell(run, run.history.subList(2, run.history.size()));

        JsonNode report = api.awaitHistory(run);

        assertThat(report.path("status").asString()).isEqualTo("completed");
        assertThat(deadLetters(kafka, "vigie.run-events.v1.dlq")).anySatisfy(letter -> {
            assertThat(header(letter, KafkaMessages.DEAD_LETTER_ORIGIN))
                    .isEqualTo("vigie.run-events.v1/" + poison.partition() + "/" + poison.offset());
            assertThat(header(letter, KafkaMessages.DEAD_LETTER_CAUSE)).startsWith("Expected");
            assertThat(letter.value()).isEqualTo("{ not json".getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void goesOnBehindAnEventThatIsAbsentAndSaysSo() {
        AnyRun run = AnyRun.withTests(2).passed();
        telling.tell(run, run.launch)
                .tell(run, run.history.subList(0, 5))
                .tell(run, run.history.subList(6, run.history.size()));

        api.awaitHistory(run);

        try (Client admin = new Client(port, "admin")) {
            JsonNode standing = admin.get("/api/admin/projection").json();
            assertThat(texts(standing.path("incomplete"), "runId")).contains(run.id.value());
        }
        assertThat(client.get("/api/admin/projection").status()).isEqualTo(403);
    }

    @Test
    void storesTextThatPostgresqlHasNoCharacterFor() {
        AnyRun run = AnyRun.withTests(1).launched().started().testStarted(1, 1);
        run.logged(1, 1, 1, "avant\0après");
        run.failed("Une erreur\0du système");

        telling.tell(run);

        assertThat(api.awaitHistory(run).path("error").asString()).isEqualTo("Une erreur\uFFFDdu système");
        api.awaitLines(run, 1, 1);
        assertThat(api.logs(run, 1, "").path("lines").path(0).path("text").asString())
                .isEqualTo("avant\0après");
    }

    @Test
    void waitsForARunThatWasLaunchedJustNow() {
        AnyRun run = AnyRun.withTests(1).launched();

        CompletableFuture<Answer> asked = CompletableFuture.supplyAsync(() -> api.get("/" + run.id));
        telling.tell(run, run.launch);

        assertThat(asked.join().status()).isEqualTo(200);
    }

    @Test
    void saysWhichReportsThereAreNot() {
        String old = AnyRun.uuidV7(Instant.parse("2020-01-01T00:00:00Z")).toString();
        long begun = System.nanoTime();

        Answer unknown = api.get("/" + old);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(1_500));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.message()).isEqualTo("Rapport non trouvé");
        assertThat(api.get("/nonsense").status()).isEqualTo(400);
        assertThat(api.get("/" + old + "/tests").status()).isEqualTo(404);
        assertThat(api.get("/" + old + "/tests/x/logs").status()).isEqualTo(404);
        assertThat(client.call("DELETE", "/api/rapports/" + old).status()).isEqualTo(404);
    }

    @Test
    void letsNobodyWriteAReport() {
        AnyRun run = AnyRun.withTests(1).passed();
        telling.tell(run);
        api.awaitHistory(run);

        for (String method : List.of("PUT", "POST", "PATCH")) {
            Answer refused = client.call(method, "/api/rapports/" + run.id);
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.message()).startsWith("Un rapport ne se modifie pas");
        }
        assertThat(client.call("POST", "/api/rapports").status()).isEqualTo(405);
    }

    @Test
    void refusesToRemoveAReportThatIsRunning() {
        AnyRun run = AnyRun.withTests(2).launched().started();
        telling.tell(run);
        api.awaitHistory(run);

        Answer refused = client.call("DELETE", "/api/rapports/" + run.id);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.message()).startsWith("Le rapport est en cours d'exécution");
    }

    @Test
    void removesAReportOnceThoseWhoDecideAgree(KafkaBroker kafka) {
        AnyRun run = AnyRun.withTests(2).passed();
        telling.tell(run);
        api.awaitHistory(run);

        Answer removed;
        try (Deciding ignored = new Deciding(kafka)) {
            removed = client.call("DELETE", "/api/rapports/" + run.id);
        }
        run.testStarted(1, 2).logged(1, 2, 1, "trop tard");
        telling.tell(run, run.history).tell(run, run.logs).tell(run, run.launch);
        AnyRun marker = AnyRun.withTests(1).passed();
        telling.tell(marker);
        api.awaitHistory(marker);

        assertThat(removed.status()).isEqualTo(200);
        assertThat(removed.message()).isEqualTo("Rapport supprimé avec succès");
        assertThat(api.get("/" + run.id).status()).isEqualTo(404);
        assertThat(api.get("/" + run.id + "/tests").status()).isEqualTo(404);
        assertThat(client.call("DELETE", "/api/rapports/" + run.id).status()).isEqualTo(404);
    }

    @Test
    void namesThePositionsThatItsRowsComeFrom(KafkaBroker kafka) {
        AnyRun run = AnyRun.withTests(2).passed();
        telling.tell(run);
        JsonNode report = api.awaitHistory(run);

        JsonNode asOf = report.path("asOf");
        ConsumerRecord<String, byte[]> at = recordAt(
                kafka,
                "vigie.run-events.v1",
                asOf.path("partition").asInt(),
                asOf.path("runOffset").asLong());

        assertThat(asOf.path("sequence").asInt()).isEqualTo(run.history.size());
        assertThat(at.partition()).isEqualTo(asOf.path("partition").asInt());
        assertThat(partitionOf(kafka, run)).isEqualTo(asOf.path("partition").asInt());
        await().atMost(PATIENCE)
                .until(() -> api.report(run).path("asOf").path("lag").asInt(-1) == 0);
    }

    @Test
    void saysOfEachRowOfAListAndOfEachFileHowFarItGoes() {
        AnyRun whole = AnyRun.withTests(2).passed();
        AnyRun begun = AnyRun.withTests(20).passed();
        telling.tell(whole);
        telling.tell(begun, begun.launch).tell(begun, begun.history.subList(0, 7));
        api.awaitHistory(whole);
        await().atMost(PATIENCE)
                .until(() -> api.report(begun).path("asOf").path("sequence").asInt() == 7);

        JsonNode rows = api.get("?page_size=100").json().path("data");
        Answer standing = client.get("/api/runs/" + begun.id + "/status");
        Answer file = api.get("/" + begun.id + "/history");
        Answer export = api.get("/" + begun.id + "/export?format=ctrf");

        for (AnyRun run : List.of(whole, begun)) {
            JsonNode row = rowOf(rows, run);
            JsonNode report = api.report(run).path("asOf");
            assertThat(row.path("sequence").asLong())
                    .isEqualTo(report.path("sequence").asLong());
            assertThat(row.path("partition").asInt())
                    .isEqualTo(report.path("partition").asInt());
            assertThat(row.path("runOffset").asLong())
                    .isEqualTo(report.path("runOffset").asLong());
            assertThat(row.has("lag")).isTrue();
        }
        assertThat(standing.json().path("asOf").path("sequence").asInt()).isEqualTo(7);
        assertThat(List.of(file, export)).allSatisfy(answer -> {
            assertThat(answer.header("X-Vigie-Sequence")).isEqualTo("7");
            assertThat(answer.header("X-Vigie-Lag")).matches("\\d+|unknown");
        });
        await().atMost(PATIENCE)
                .until(() -> api.get("?page_size=100")
                        .json()
                        .path("data")
                        .valueStream()
                        .allMatch(row -> row.path("asOf").path("lag").asInt(-1) == 0));
    }

    private static JsonNode rowOf(JsonNode rows, AnyRun run) {
        return rows.valueStream()
                .filter(row -> row.path("_id").asString().equals(run.id.toString()))
                .findFirst()
                .orElseThrow()
                .path("asOf");
    }

    @Test
    void givesTheTestsOfAReportWithoutTheirLogsToWhomeverDoesNotWantThem() {
        AnyRun run = AnyRun.withTests(3).passed();
        telling.tell(run);
        api.awaitHistory(run);
        await().atMost(PATIENCE)
                .until(() -> api.get("/" + run.id + "/tests")
                        .json()
                        .path("tests")
                        .valueStream()
                        .noneMatch(test -> test.path("logs").asString().isEmpty()));

        JsonNode without = api.get("/" + run.id + "/tests?limit=2&logs=false").json();

        assertThat(without.path("tests").findValuesAsString("logs")).containsOnly("");
        assertThat(without.path("tests").findValuesAsString("status")).containsExactly("passed", "passed");
        assertThat(client.get(without.path("next").path("url").asString())
                        .json()
                        .path("tests")
                        .findValuesAsString("logs"))
                .containsExactly("");
    }

    @Test
    void goesOnAfterTheDatabaseWasAway(Database database) throws SQLException {
        AnyRun run = AnyRun.withTests(20).passed();
        telling.tell(run, run.launch).tell(run, run.history.subList(0, 30));
        await().atMost(PATIENCE)
                .until(() -> api.report(run).path("asOf").path("sequence").asInt() == 30);
        String others = database.url().replace("/" + database.name(), "/postgres");
        Answer away;
        try (Connection server = DriverManager.getConnection(others, database.user(), database.password());
                Statement command = server.createStatement()) {
            command.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS false");
            command.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.name()
                    + "' AND pid <> pg_backend_pid()");
            telling.tell(run, run.history.subList(30, run.history.size())).tell(run, run.logs);
            away = api.get("/" + run.id);
            assertThat(client.get("/health").status()).isEqualTo(503);
            command.execute("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS true");
        }

        JsonNode report = api.awaitHistory(run);

        assertThat(away.status()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        assertThat(report.path("counts").path("passed").asInt()).isEqualTo(20);
        api.awaitLines(run, 20, 2);
    }

    private static int partitionOf(KafkaBroker kafka, AnyRun run) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(kafka)) {
            var partitions = consumer.partitionsFor("vigie.run-events.v1").stream()
                    .map(info -> new org.apache.kafka.common.TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Integer[] found = {null};
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (run.id.value().equals(record.key())) {
                        found[0] = record.partition();
                    }
                });
                return found[0] != null;
            });
            return found[0];
        }
    }

    private static ConsumerRecord<String, byte[]> recordAt(
            KafkaBroker kafka, String topic, int partition, long offset) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(kafka)) {
            var place = new org.apache.kafka.common.TopicPartition(topic, partition);
            consumer.assign(List.of(place));
            consumer.seek(place, offset);
            return await().atMost(PATIENCE)
                    .until(() -> consumer.poll(Duration.ofMillis(200)).records(place), found -> !found.isEmpty())
                    .getFirst();
        }
    }

    private static List<ConsumerRecord<String, byte[]>> deadLetters(KafkaBroker kafka, String topic) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(kafka)) {
            consumer.subscribe(List.of(topic));
            List<ConsumerRecord<String, byte[]>> letters = new ArrayList<>();
            await().atMost(PATIENCE).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
                return !letters.isEmpty();
            });
            return letters;
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static KafkaConsumer<String, byte[]> consumer(KafkaBroker kafka) {
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("group.id", "test-" + UUID.randomUUID());
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
