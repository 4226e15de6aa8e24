package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ReportServiceTest
class RebuildIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SlotLease SLOT = new SlotLease("host", 1, "/slots/1", 20_000, 10, "_w1", "/slots/1/m");

    @LocalServerPort
    int port;

    private Client client;
    private Client admin;
    private Api api;
    private Telling telling;

    @BeforeAll
    void connect(KafkaBroker kafka) {
        client = new Client(port, "user");
        admin = new Client(port, "admin");
        api = new Api(client);
        telling = new Telling(kafka);
        await().atMost(PATIENCE).until(() -> client.get("/health").status() == 200);
    }

    @AfterAll
    void disconnect() {
        client.close();
        admin.close();
        telling.close();
    }

    private JsonNode standing() {
        return admin.get("/api/admin/projection").json();
    }

    private void rebuild() {
        int before = standing().path("generation").asInt();
        assertThat(admin.call("POST", "/api/admin/projection/rebuild").status()).isEqualTo(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                standing().path("rebuild").path("state").asString())
                        .isEqualTo("DONE"));
        assertThat(standing().path("generation").asInt()).isEqualTo(before + 1);
        JsonNode told = standing().path("rebuild");
        assertThat(told.path("folded").asLong())
                .isPositive()
                .isLessThanOrEqualTo(told.path("total").asLong());
        assertThat(told.path("perSecond").asLong()).isPositive();
        assertThat(told.path("finishedAt").isNull()).isFalse();
    }

    @Test
    void answersTheSameByteForByteAfterwards() {
        AnyRun passed = AnyRun.withTests(12).passed();
        AnyRun stopped = AnyRun.withTests(4).launched().started();
        stopped.ran(1, Outcome.PASSED)
                .ran(2, Outcome.BROKEN)
                .skipped(3)
                .skipped(4)
                .finished();
        AnyRun lost = AnyRun.withTests(2).launched().started().testStarted(1, 1).logged(1, 1, 1, "perdu");
        lost.lost(1, 1).queued(1, 2, QueueReason.WORKER_LOST).testStarted(1, 2).logged(1, 2, 1, "a", "b");
        lost.testFinished(1, 2, Outcome.PASSED);
        AnyRun running =
                AnyRun.withTests(3).launched().started().ran(1, Outcome.PASSED).testStarted(2, 1);
        running.logged(2, 1, 1, "Démarrage du test");
        AnyRun cancelled = AnyRun.withTests(3);
        cancelled.quarantined.add(1);
        cancelled
                .launched()
                .started()
                .sliceStarted(1, AnyRun.WORKER, SLOT, AnyRun.AT)
                .testStarted(1, 1);
        cancelled.cases(1, 1, 1, new CaseReport("suite", "cas", Outcome.FAILED, 3, "non"));
        cancelled.artifact(1, 1, 1, "a.txt", "text/plain", new byte[3]).attemptFinished(1, 1, Outcome.FAILED);
        cancelled.queued(1, 2, QueueReason.RETRIED).testStarted(1, 2).testFinished(1, 2, Outcome.FAILED);
        cancelled.cancelRequested("claire").cancelling(StopReason.CANCELLED, "claire");
        cancelled.sliceEnded(1, AnyRun.WORKER, SliceEnd.RUN_STOPPED, AnyRun.AT.plusSeconds(1));
        cancelled.skipped(2, SkipReason.CANCELLED, "annulée").skipped(3, SkipReason.CANCELLED, "annulée");
        cancelled.finished(Outcome.CANCELLED);
        AnyRun trial = AnyRun.withTests(1);
        trial.kind = RunKind.TRIAL;
        trial.passed();
        AnyRun pending = AnyRun.withTests(300).launched();
        AnyRun deleted = AnyRun.withTests(5).passed().reportDeleted();
        AnyRun deletedFirst = AnyRun.withTests(5).passed();
        telling.send(new ProducerRecord<>(
                "vigie.run-events.v1", passed.id.value(), "nonsense".getBytes(StandardCharsets.UTF_8)));
        for (AnyRun run : List.of(passed, stopped, lost, running, cancelled, trial, pending)) {
            telling.tell(run);
        }
        telling.tell(deleted, deleted.history).tell(deleted, deleted.logs);
        api.awaitHistory(deleted);
        telling.tell(deleted, deleted.launch);
        AnyRun tombstone = deletedFirst.reportDeleted();
        telling.tell(tombstone, tombstone.launch.subList(tombstone.launch.size() - 1, tombstone.launch.size()));
        telling.tell(deletedFirst, deletedFirst.history).tell(deletedFirst, deletedFirst.logs);
        telling.tell(deletedFirst, deletedFirst.launch.subList(0, 2));
        for (AnyRun run : List.of(passed, stopped, lost, running, cancelled, trial)) {
            api.awaitHistory(run);
        }
        api.awaitStatus(deleted, 404);
        await().atMost(PATIENCE).until(() -> standing().path("lag").asInt(-1) == 0);
        AnyRun[] all = {passed, stopped, lost, running, cancelled, trial, pending, deleted, deletedFirst};
        Map<String, String> before = api.everything(all);

        rebuild();

        assertThat(api.everything(all)).isEqualTo(before);
        assertThat(before.get("/" + deleted.id)).startsWith("404");
        assertThat(before.get("/" + deletedFirst.id)).startsWith("404");
        assertThat(before.get("/" + running.id)).contains("Démarrage du test");
    }

    @Test
    void losesAndRepeatsNothingOfWhatHappensMeanwhile() {
        List<AnyRun> runs = new ArrayList<>();
        for (int at = 0; at < 40; at++) {
            runs.add(AnyRun.withTests(50).passed());
        }
        runs.subList(0, 20).forEach(telling::tell);
        runs.subList(0, 20).forEach(api::awaitHistory);

        CompletableFuture<Void> meanwhile =
                CompletableFuture.runAsync(() -> runs.subList(20, 40).forEach(telling::tell));
        rebuild();
        meanwhile.join();
        runs.forEach(api::awaitHistory);

        assertThat(runs).allSatisfy(run -> {
            JsonNode report = api.report(run);
            assertThat(report.path("counts").path("passed").asInt()).isEqualTo(50);
            assertThat(report.path("tests")).hasSize(50);
            api.awaitLines(run, 50, 2);
        });
        assertThat(standing().path("incomplete")).isEmpty();
    }

    @Test
    void keepsLogsThatTheirTopicHasForgotten(KafkaBroker kafka) throws Exception {
        AnyRun run = AnyRun.withTests(3).passed();
        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, 3, 2);
        Map<String, String> before = api.everything(run);
        Map<TopicPartition, RecordsToDelete> everything = new HashMap<>();
        for (int partition = 0; partition < 4; partition++) {
            everything.put(new TopicPartition("vigie.test-logs.v1", partition), RecordsToDelete.beforeOffset(-1));
        }
        kafka.admin().deleteRecords(everything).all().get();

        rebuild();

        assertThat(api.logs(run, 3, "").path("lines")).hasSize(2);
        assertThat(linesOf(api.everything(run))).isEqualTo(linesOf(before));
    }

    /** Without the position in the logs: records that are gone have none. */
    private static Map<String, String> linesOf(Map<String, String> answers) {
        Map<String, String> lines = new HashMap<>();
        answers.forEach((path, answer) -> lines.put(path, answer.replaceAll("\"logOffset\":-?[0-9]+", "")));
        return lines;
    }

    @Test
    void isForAdministrators() {
        assertThat(client.call("POST", "/api/admin/projection/rebuild").status())
                .isEqualTo(403);
    }
}
