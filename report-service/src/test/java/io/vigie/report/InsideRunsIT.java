package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.report.Client.Answer;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.storage.FileStorage;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

/** What a report tells of the inside of its run: how it was to be run, how it was ended, attempts, cases, artifacts, slots. */
@ReportServiceTest
class InsideRunsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of(
            "report", "test_result", "test_attempt", "action_result", "case_result", "case_count", "artifact", "slice");

    @LocalServerPort
    int port;

    @Autowired
    FileStorage storage;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    ProjectionSchemas schemas;

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

    private JsonNode status(AnyRun run) {
        return client.get("/api/runs/" + run.id + "/status").json();
    }

    @Test
    void showsHowTheLaunchWantsItsRun() {
        AnyRun run = AnyRun.withTests(1);
        run.options = new RunOptions(false, 4, 2, 30_000L, 3_600_000L, 8, true);
        run.launched();
        telling.tell(run, run.launch);
        api.awaitStatus(run, 200);

        JsonNode options = api.report(run).path("options");

        assertThat(options.path("parallelism").asInt()).isEqualTo(4);
        assertThat(options.path("retries").asInt()).isEqualTo(2);
        assertThat(options.path("testTimeoutMs").asLong()).isEqualTo(30_000);
        assertThat(options.path("runTimeoutMs").asLong()).isEqualTo(3_600_000);
        assertThat(options.path("environmentCap").asInt()).isEqualTo(8);
        assertThat(options.path("keepFailedWork").asBoolean()).isTrue();
        assertThat(api.report(run).path("kind").asString()).isEqualTo("campaign");
        assertThat(status(run).path("status").asString()).isEqualTo("pending");
    }

    @Test
    void saysAtOnceThatARunIsBeingEndedAndByWhom() {
        AnyRun run = AnyRun.withTests(3).launched().started().ran(1, Outcome.PASSED);
        telling.tell(run);
        api.awaitHistory(run);
        int decided = run.launch.size();
        telling.tell(run, run.cancelRequested("claire@example.com").launch.subList(decided, decided + 1));

        JsonNode wished = await().atMost(PATIENCE)
                .until(
                        () -> api.report(run),
                        report -> report.path("phase").asString().equals("cancelling"));
        int told = run.history.size();
        run.cancelling(StopReason.CANCELLED, "claire@example.com").testStarted(2, 1);
        run.testFinished(2, 1, Outcome.CANCELLED).skipped(3, SkipReason.CANCELLED, "Test ignoré : campagne annulée");
        run.finished(Outcome.CANCELLED);
        telling.tell(run, run.history.subList(told, run.history.size()));
        JsonNode ended = api.awaitHistory(run);

        assertThat(wished.path("status").asString()).isEqualTo("running");
        assertThat(wished.path("stop").path("requestedBy").asString()).isEqualTo("claire@example.com");
        assertThat(wished.path("stop").path("reason").asString()).isEqualTo("cancelled");
        assertThat(ended.path("phase").asString()).isEqualTo("finished");
        assertThat(ended.path("status").asString()).isEqualTo("failed");
        assertThat(ended.path("result").asString()).isEqualTo("failure");
        assertThat(ended.path("outcome").asString()).isEqualTo("cancelled");
        assertThat(texts(ended.path("tests"), "status")).containsExactly("passed", "skipped", "skipped");
        assertThat(texts(ended.path("tests"), "outcome")).containsExactly("passed", "cancelled", "skipped");
        assertThat(status(run).path("status").asString()).isEqualTo("error");
        assertThat(status(run).path("errorDetails").asString()).isEqualTo("Exécution annulée par claire@example.com");
        assertThat(status(run).path("durationMs").asInt()).isEqualTo(1_450);
        assertThat(status(run).path("jobId").isNull()).isTrue();
    }

    @Test
    void keepsEveryAttemptAndSaysWhyATestWaits() {
        AnyRun run = AnyRun.withTests(2).launched().started();
        run.testStarted(1, 1).logged(1, 1, 1, "première").attemptFinished(1, 1, Outcome.FAILED);
        run.queued(1, 2, QueueReason.RETRIED).testStarted(1, 2).testFinished(1, 2, Outcome.PASSED);
        run.queued(2, 1, QueueReason.ENVIRONMENT_FULL);
        telling.tell(run);

        JsonNode report = api.awaitHistory(run);
        JsonNode attempts = api.test(run, 1).path("attempts");

        assertThat(texts(report.path("tests"), "status")).containsExactly("passed", "pending");
        assertThat(texts(attempts, "outcome")).containsExactly("failed", "passed");
        assertThat(texts(attempts, "reason")).containsExactly("planned", "retried");
        assertThat(attempts.path(0).path("worker").asString()).isEqualTo("worker-1");
        assertThat(attempts.path(0).path("durationMs").asInt()).isEqualTo(11);
        assertThat(attempts.path(0).path("logDigest").asString()).hasSize(64);
        assertThat(report.path("tests").path(0).path("queuedReason").isNull()).isTrue();
        assertThat(report.path("tests").path(1).path("queuedReason").asString()).isEqualTo("environment-full");
        assertThat(report.path("tests").path(1).path("queuedSince").asString()).isEqualTo(AnyRun.AT.toString());
    }

    @Test
    void neverCountsAQuarantinedTestAgainstItsRun() {
        AnyRun run = AnyRun.withTests(2);
        run.quarantined.add(1);
        run.launched().started().ran(1, Outcome.FAILED).ran(2, Outcome.PASSED).finished();
        telling.tell(run);

        JsonNode report = api.awaitHistory(run);

        assertThat(report.path("status").asString()).isEqualTo("completed");
        assertThat(report.path("counts").path("failed").asInt()).isEqualTo(1);
        assertThat(report.path("counts").path("muted").asInt()).isEqualTo(1);
        assertThat(report.path("tests").path(0).path("quarantined").asBoolean()).isTrue();
        assertThat(report.path("tests").path(1).path("quarantined").asBoolean()).isFalse();
        assertThat(status(run).path("status").asString()).isEqualTo("passed");
    }

    @Test
    void listsTrialsOnlyWhenAskedAndFindsThemByTheirTest() {
        AnyRun first = AnyRun.withTests(1).named("Essai").launchedAt(AnyRun.AT);
        AnyRun second = AnyRun.withTests(1).named("Essai (2)").launchedAt(AnyRun.AT.plusSeconds(1));
        for (AnyRun trial : List.of(first, second)) {
            trial.kind = RunKind.TRIAL;
            telling.tell(trial.passed());
            api.awaitHistory(trial);
        }

        assertThat(texts(api.get("?page_size=100").json().path("data"), "_id"))
                .doesNotContain(first.id.value(), second.id.value());
        assertThat(texts(api.get("?kind=trial&page_size=100").json().path("data"), "_id"))
                .contains(first.id.value(), second.id.value());
        assertThat(api.get("?kind=nonsense").status()).isEqualTo(400);
        assertThat(api.report(first).path("kind").asString()).isEqualTo("trial");
        assertThat(trial(first.test(1).value())).isEqualTo(second.id.value());
        assertThat(trial(first.id.value())).isEqualTo(first.id.value());
        assertThat(client.get("/internal/trials/unknown").status()).isEqualTo(404);
    }

    @Test
    void showsTheReportOfATrialAsAPageInWhichNothingRuns() {
        AnyRun run = AnyRun.withTests(1).named("Essai <b>");
        run.kind = RunKind.TRIAL;
        run.launched().started().testStarted(1, 1).logged(1, 1, 1, "<script>alert(1)</script>");
        run.artifact(1, 1, 1, "capture d'écran.png", "image/png", new byte[3]);
        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, 1, 1);
        String path = "/api/test-results/tests/" + run.id + "/report/";
        Answer meanwhile = client.get(path);
        int told = run.history.size();
        run.testFinished(1, 1, Outcome.FAILED).finished();
        telling.tell(run, run.history.subList(told, run.history.size()));
        api.awaitHistory(run);

        Answer page = client.get(path);

        assertThat(meanwhile.status()).isEqualTo(202);
        assertThat(meanwhile.body()).contains("En cours d&#39;exécution");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("content-security-policy"))
                .startsWith("sandbox ")
                .doesNotContain("allow-scripts")
                .doesNotContain("allow-same-origin")
                .contains("frame-ancestors 'self'");
        assertThat(page.headers().allValues("x-frame-options")).containsExactly("SAMEORIGIN");
        assertThat(page.body())
                .contains("Échoué")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script")
                .contains("capture d&#39;écran.png")
                .contains("href=\"/api/rapports/" + run.id + "/tests/" + run.test(1) + "/artifacts/1/1\"");
        assertThat(client.get(path, "Accept-Language", "en").body()).contains("Failed");
        assertThat(client.get("/api/test-results/tests/" + run.test(1) + "/report")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/api/test-results/tests/unknown/report/").message())
                .isEqualTo("Rapport non trouvé");
    }

    private String trial(String id) {
        return client.get("/internal/trials/" + id).json().path("runId").asString();
    }

    @Test
    void pagesTheCasesOfASuiteAndCountsThoseOfTheNewestAttempt() {
        AnyRun run = AnyRun.withTests(1).launched().started().testStarted(1, 1);
        run.cases(1, 1, 1, passing("ancien"), failing("vieux"));
        run.attemptFinished(1, 1, Outcome.FAILED)
                .queued(1, 2, QueueReason.RETRIED)
                .testStarted(1, 2);
        int cases = 2_345;
        for (int at = 1; at <= cases; at += 100) {
            List<CaseReport> some = new ArrayList<>();
            for (int number = at; number < Math.min(at + 100, cases + 1); number++) {
                some.add(number % 100 == 0 ? failing("test_" + number) : passing("test_" + number));
            }
            run.cases(1, 2, at, some.toArray(CaseReport[]::new));
        }
        run.cases(1, 2, 1, passing("répété"), passing("répété"));
        run.testFinished(1, 2, Outcome.FAILED).finished();
        telling.tell(run);

        JsonNode report = api.awaitHistory(run);
        JsonNode page = api.get("/" + run.id + "/tests/" + run.test(1) + "/cases?limit=1000")
                .json();
        JsonNode counts = page.path("counts");
        List<String> names = new ArrayList<>(texts(page.path("cases"), "name"));
        while (page.path("next").has("url")) {
            page = client.get(page.path("next").path("url").asString()).json();
            names.addAll(texts(page.path("cases"), "name"));
        }
        JsonNode failed = api.get("/" + run.id + "/tests/" + run.test(1) + "/cases?outcome=failed")
                .json();
        JsonNode old = api.get("/" + run.id + "/tests/" + run.test(1) + "/cases?attempt=1")
                .json();

        assertThat(names).hasSize(cases).doesNotHaveDuplicates().startsWith("test_1", "test_2");
        assertThat(counts.path("total").asInt()).isEqualTo(cases);
        assertThat(counts.path("failed").asInt()).isEqualTo(23);
        assertThat(report.path("cases")).isEqualTo(counts);
        assertThat(report.path("tests").path(0).path("cases")).isEqualTo(counts);
        assertThat(failed.path("cases")).hasSize(23);
        assertThat(failed.path("cases").path(0).path("message").asString()).isEqualTo("assert 1 == 2");
        assertThat(texts(old.path("cases"), "name")).containsExactly("ancien", "vieux");
        assertThat(api.test(run, 1)
                        .path("attempts")
                        .path(0)
                        .path("cases")
                        .path("total")
                        .asInt())
                .isEqualTo(2);
        assertThat(api.get("/" + run.id + "/tests/x/cases").status()).isEqualTo(404);
        assertThat(api.get("/" + run.id + "/tests/" + run.test(1) + "/cases?outcome=x")
                        .status())
                .isEqualTo(400);
    }

    private static CaseReport passing(String name) {
        return new CaseReport("tests/test_login.py", name, Outcome.PASSED, 12, null);
    }

    private static CaseReport failing(String name) {
        return new CaseReport("tests/test_login.py", name, Outcome.FAILED, 9, "assert 1 == 2");
    }

    @Test
    void handsOutArtifactsSoThatTheyCannotActAsTheUser() throws IOException {
        byte[] page = "<script>alert(1)</script>".getBytes(StandardCharsets.UTF_8);
        AnyRun run = AnyRun.withTests(1).launched().started().testStarted(1, 1);
        run.artifact(1, 1, 1, "rapport été.html", "text/html", page);
        run.artifact(1, 1, 2, "trace.txt", "text/plain", page);
        run.artifact(1, 1, 3, "perdu.bin", "application/octet-stream", page);
        storage.put(run.storageKey(1, 1, 1), new ByteArrayInputStream(page), 1_000);
        storage.put(run.storageKey(1, 1, 2), new ByteArrayInputStream(page), 1_000);
        telling.tell(run);
        api.awaitHistory(run);
        String place = "/api/rapports/" + run.id + "/tests/" + run.test(1) + "/artifacts";

        JsonNode list = client.get(place).json();
        Answer html = client.get(list.path("artifacts").path(0).path("url").asString());
        Answer text = client.get(place + "/1/2");
        Answer part = client.get(place + "/1/1", "Range", "bytes=1-6");
        Answer beyond = client.get(place + "/1/1", "Range", "bytes=1000-");

        assertThat(texts(list.path("artifacts"), "name")).containsExactly("rapport été.html", "trace.txt", "perdu.bin");
        assertThat(list.toString()).doesNotContain("storageKey", "runs/");
        assertThat(html.status()).isEqualTo(200);
        assertThat(html.body()).isEqualTo("<script>alert(1)</script>");
        assertThat(html.header("Content-Disposition"))
                .startsWith("attachment;")
                .contains("rapport%20%C3%A9t%C3%A9.html");
        assertThat(html.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(html.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(text.header("Content-Disposition")).startsWith("inline;");
        assertThat(text.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(text.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("script");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 1-6/25");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(client.get(place + "/1/1", "If-None-Match", html.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(client.get(place + "/1/3").status()).isEqualTo(404);
        assertThat(client.get(place + "/1/3").message()).startsWith("Le contenu de cet artefact");
        assertThat(client.get(place + "/1/4").status()).isEqualTo(404);
        assertThat(api.test(run, 1).path("artifacts")).hasSize(3);
        assertThat(texts(client.get(place + "?after=1.1&limit=1").json().path("artifacts"), "name"))
                .containsExactly("trace.txt");
    }

    @Test
    void tellsWhoHeldWhatAndFindsWhatTwoSlotsShared() {
        WorkerId other = WorkerId.of("worker-2");
        String host = "host-" + AnyRun.uuidV7(Instant.now());
        AnyRun run = AnyRun.withTests(2).launched().started();
        run.sliceStarted(1, AnyRun.WORKER, slot(host, 1), AnyRun.AT);
        run.sliceStarted(2, other, slot(host, 2), AnyRun.AT.plusMillis(5));
        run.sliceEnded(1, AnyRun.WORKER, SliceEnd.COMPLETED, AnyRun.AT.plusSeconds(1));
        run.sliceStarted(3, AnyRun.WORKER, slot(host, 1), AnyRun.AT.plusMillis(900));
        run.sliceEnded(3, AnyRun.WORKER, SliceEnd.COMPLETED, AnyRun.AT.plusSeconds(2));
        run.ran(1, Outcome.PASSED).ran(2, Outcome.PASSED).finished();
        telling.tell(run);
        api.awaitHistory(run);

        JsonNode slices = api.get("/" + run.id + "/slices").json().path("slices");
        List<String> before = conflicts(host);
        AnyRun bad = AnyRun.withTests(1).launched().started();
        bad.sliceStarted(1, WorkerId.of("worker-3"), slot(host, 2), AnyRun.AT.plusSeconds(1));
        telling.tell(bad);
        api.awaitHistory(bad);

        assertThat(slices).hasSize(3);
        assertThat(slices.path(0).path("worker").asString()).isEqualTo("worker-1");
        assertThat(slices.path(0).path("slot").path("directory").asString()).isEqualTo("/slots/1");
        assertThat(slices.path(0).path("to").asString())
                .isEqualTo(AnyRun.AT.plusSeconds(1).toString());
        assertThat(slices.path(0).path("end").asString()).isEqualTo("completed");
        assertThat(slices.path(1).path("to").asString())
                .as("the run's own end")
                .isEqualTo(AnyRun.AT.plusMillis(1_500).toString());
        assertThat(before).isEmpty();
        assertThat(conflicts(host))
                .containsExactly("[\"directory\",\"ports\",\"database-suffix\",\"media-directory\"]");
        assertThat(api.get("/" + run.id + "/slices?after=1&limit=1")
                        .json()
                        .path("next")
                        .asString())
                .contains("after=2");
    }

    private List<String> conflicts(String host) {
        List<String> conflicts = new ArrayList<>();
        client.get("/api/isolation").json().path("conflicts").forEach(conflict -> {
            if (conflict.path("first").path("slot").path("host").asString().equals(host)) {
                conflicts.add(conflict.path("shared").toString());
            }
        });
        return conflicts;
    }

    private static SlotLease slot(String host, int number) {
        return new SlotLease(
                host, number, "/slots/" + number, 20_000 + 10 * number, 10, "_w" + number, "/slots/" + number + "/m");
    }

    @Test
    void leavesNoRowAndNoFileOfAReportThatWasRemoved() throws IOException {
        AnyRun run = AnyRun.withTests(1).launched().started();
        run.sliceStarted(1, AnyRun.WORKER, slot("host-x", 1), AnyRun.AT).testStarted(1, 1);
        run.cases(1, 1, 1, passing("a")).artifact(1, 1, 1, "a.txt", "text/plain", new byte[3]);
        run.actionFinished(1, 1, 1, 1, Outcome.PASSED)
                .testFinished(1, 1, Outcome.PASSED)
                .finished();
        String unreported = "runs/" + run.id + "/lost/1/1";
        for (String key : List.of(run.storageKey(1, 1, 1), unreported)) {
            storage.put(key, new ByteArrayInputStream(new byte[3]), 3);
        }
        telling.tell(run);
        api.awaitHistory(run);
        assertThat(rows(run)).as("every table has a row").isEqualTo(TABLES.size());

        int decided = run.launch.size();
        telling.tell(run, run.reportDeleted().launch.subList(decided, decided + 1));
        api.awaitStatus(run, 404);

        assertThat(rows(run)).isZero();
        await().atMost(PATIENCE).until(() -> !isKept(run.storageKey(1, 1, 1)) && !isKept(unreported));
        assertThat(api.get("/" + run.id + "/slices").status()).isEqualTo(404);
        assertThat(client.get("/api/runs/" + run.id + "/status").status()).isEqualTo(404);
    }

    private boolean isKept(String key) throws IOException {
        try (FileStorage.Content content = storage.get(key).orElse(null)) {
            return content != null;
        }
    }

    /** In how many tables the run has rows. */
    private int rows(AnyRun run) {
        return schemas.read(() -> (int) TABLES.stream()
                .filter(table -> !jdbc.queryForList(
                                "SELECT 1 FROM " + table + " WHERE run_id = ?", Integer.class, run.uuid())
                        .isEmpty())
                .count());
    }
}
