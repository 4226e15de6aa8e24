package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.LogDigest;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.report.AnyRun;
import io.vigie.report.Api;
import io.vigie.report.Client;
import io.vigie.report.Client.Answer;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.Telling;
import io.vigie.report.projection.Batch;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.Projection;
import io.vigie.report.projection.ProjectionSchema;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.storage.FileStorage;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Exports of runs that were folded from real topics into a real database. */
@ReportServiceTest
@Import(ExportsIT.Formats.class)
@TestPropertySource(properties = {"vigie.exports.at-once=1", "vigie.exports.patience=200ms"})
class ExportsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] TRACE = "a trace".getBytes(StandardCharsets.UTF_8);

    /** Files that somebody reads whose end does not come. */
    @TestConfiguration
    @Import({BreaksOff.class, Endless.class})
    static class Formats {}

    private abstract static class Odd implements ReportFormat {

        @Override
        public String name() {
            return getClass().getSimpleName().toLowerCase(Locale.ROOT);
        }

        @Override
        public MediaType type() {
            return MediaType.TEXT_PLAIN;
        }

        @Override
        public String extension() {
            return "txt";
        }
    }

    static class BreaksOff extends Odd {

        @Override
        public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
            out.write(new byte[200_000]);
            out.flush();
            throw new IllegalStateException("Expected to read the next page, but the database went away.");
        }
    }

    static class Endless extends Odd {

        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public void write(ExportedRun run, Locale locale, OutputStream out) throws IOException {
            byte[] page = new byte[64 * 1024];
            try {
                while (true) {
                    out.write(page);
                    out.flush();
                    began.countDown();
                }
            } finally {
                ended.countDown();
            }
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    FileStorage storage;

    @Autowired
    Projection projection;

    @Autowired
    ProjectionSchemas schemas;

    @Autowired
    Endless endless;

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

    private String export(AnyRun run, String query) {
        Answer answer = api.get("/" + run.id + "/export?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** A run with a retry, a lost worker, cases, files, a quarantined test and skipped ones, whose logs are those that were recorded. */
    private AnyRun eventful() throws IOException {
        AnyRun run = AnyRun.withTests(7).named("Recette « Novembre » / n° 2");
        run.quarantined.add(4);
        run.launched().started();
        run.testStarted(1, 1).logged(1, 1, 1, "première", "deuxième");
        run.actionFinished(1, 1, 1, 1, Outcome.PASSED)
                .testFinished(1, 1, Outcome.PASSED, 2, digest(run, "première", "deuxième"));
        run.testStarted(2, 1).logged(2, 1, 1, "échec").attemptFinished(2, 1, Outcome.FAILED);
        run.queued(2, 2, QueueReason.RETRIED).testStarted(2, 2).testFinished(2, 2, Outcome.PASSED);
        run.testStarted(3, 1).cases(3, 1, 1, passing("a"), failing("b"), passing("c"));
        run.artifact(3, 1, 1, "../capture d'écran.png", "image/png", TRACE);
        run.artifact(3, 1, 2, "gone.bin", "application/octet-stream", TRACE);
        run.testFinished(3, 1, Outcome.FAILED);
        run.ran(4, Outcome.FAILED);
        run.testStarted(5, 1).lost(5, 1).queued(5, 2, QueueReason.WORKER_LOST).testStarted(5, 2);
        run.testFinished(5, 2, Outcome.BROKEN);
        run.skipped(6).skipped(7).finished();
        storage.put(run.storageKey(3, 1, 1), new ByteArrayInputStream(TRACE), 1_000);
        return told(run, 1, 2);
    }

    private AnyRun told(AnyRun run, int position, int lines) {
        telling.tell(run);
        api.awaitHistory(run);
        api.awaitLines(run, position, lines);
        return run;
    }

    private static String digest(AnyRun run, String... texts) {
        LogDigest digest = new LogDigest();
        for (String text : texts) {
            digest.add(new LogLine(run.launchedAt.plusMillis(1), LogLevel.INFO, text));
        }
        return digest.finish();
    }

    private static CaseReport passing(String name) {
        return new CaseReport("tests/test_login.py", name, Outcome.PASSED, 12, null);
    }

    private static CaseReport failing(String name) {
        return new CaseReport("tests/test_login.py", name, Outcome.FAILED, 9, "assert 1 == 2");
    }

    @Test
    void giveTheSameRunInEveryFormat() throws IOException {
        AnyRun run = eventful();

        String junit = export(run, "format=junit");
        JsonNode ctrf = MessageJson.mapper().readTree(export(run, "format=ctrf"));
        String csv = export(run, "format=csv");
        String html = export(run, "format=html&lang=en");
        String french = export(run, "format=html");

        assertThat(junit)
                .contains("<testsuites name=\"Recette « Novembre » / n° 2\" tests=\"9\" failures=\"2\" errors=\"1\"")
                .contains("<flakyFailure message=\"Expected status 201, but found 503.\" type=\"failed\">")
                .contains("<rerunError message=\"The worker was lost.\" type=\"worker-lost\">")
                .contains("<testsuite name=\"Test 3\" tests=\"3\" failures=\"1\"")
                .contains("<testcase name=\"b\" classname=\"tests/test_login.py\" time=\"0.009\">");
        JsonNode summary = ctrf.path("results").path("summary");
        assertThat(summary.path("tests").asInt()).isEqualTo(9);
        assertThat(summary.path("passed").asInt()).isEqualTo(4);
        assertThat(summary.path("failed").asInt()).isEqualTo(3);
        assertThat(summary.path("skipped").asInt()).isEqualTo(2);
        assertThat(summary.path("flaky").asInt()).isEqualTo(1);
        assertThat(csv.lines()).hasSize(1 + 7 + 3);
        assertThat(html).contains("<html lang=\"en\">", "Flaky", "Quarantined", "assert 1 == 2");
        assertThat(french).contains("<html lang=\"fr\">", "Instables", "En quarantaine");
        assertThat(html.indexOf("Test 2</")).isNegative();
        assertThat(html.indexOf("Test 2 <span")).isLessThan(html.indexOf("The other tests"));
    }

    @Test
    void packEvidenceThatFitsTheHistory() throws IOException {
        AnyRun run = eventful();
        String test = run.test(3).value();

        Map<String, byte[]> files = unzipped(run, "evidence");

        assertThat(files.keySet())
                .contains(
                        "README.txt",
                        "MANIFEST.sha256",
                        "RECORDED.sha256",
                        "NOT-KEPT.txt",
                        "history.ndjson",
                        "report.json",
                        "junit.xml",
                        "statement.intoto.json",
                        "logs/" + run.test(1) + "/1.log",
                        "artifacts/" + test + "/1/1-_capture_d_ecran.png");
        assertThat(text(files, "history.ndjson"))
                .isEqualTo(api.get("/" + run.id + "/history").body());
        assertThat(text(files, "history.ndjson")).isEqualTo(export(run, "format=events"));
        assertThat(text(files, "NOT-KEPT.txt")).contains("artifacts/" + test + "/1/2-gone.bin");
        assertThat(text(files, "RECORDED.sha256"))
                .contains(Sha256.of(files.get("logs/" + run.test(1) + "/1.log")) + "  logs/" + run.test(1) + "/1.log");
        text(files, "MANIFEST.sha256").lines().forEach(line -> {
            String[] parts = line.split("  ", 2);
            assertThat(Sha256.of(files.get(parts[1]))).as(line).isEqualTo(parts[0]);
        });
        assertThat(MessageJson.mapper()
                        .readTree(files.get("statement.intoto.json"))
                        .path("predicate")
                        .path("result")
                        .asString())
                .isEqualTo("FAILED");
        assertThat(unzipped(run, "allure").keySet().stream().filter(name -> name.endsWith("-result.json")))
                .as("seven tests but the one that its cases show, three cases, two earlier attempts")
                .hasSize(6 + 3 + 2);
    }

    private Map<String, byte[]> unzipped(AnyRun run, String format) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream body = client.open("/api/rapports/" + run.id + "/export?format=" + format);
                ZipInputStream zip = new ZipInputStream(body)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    @Test
    void leadBackToTheSameReport() throws IOException {
        AnyRun run = eventful();
        List<Fact> facts = new ArrayList<>();
        export(run, "format=events").lines().forEach(line -> {
            Envelope<?> event = CloudEventJson.read(line);
            Position position = new Position(new Partition("imported", 0), facts.size(), event.time());
            facts.add(new Fact(position, run.uuid(), event, () -> line));
        });
        Map<String, String> before = withoutLogs(run);
        ProjectionSchema serving = schemas.serving();
        ProjectionSchema fresh = schemas.createNext();

        Map<String, String> after;
        try {
            projection.fold(Batch.of(facts, facts.stream().map(Fact::position).toList()), fresh);
            schemas.takeOver(fresh, () -> {});
            after = withoutLogs(run);
        } finally {
            schemas.takeOver(serving, () -> {});
            schemas.dropAllBut(serving);
        }

        assertThat(facts).hasSize(run.history.size());
        assertThat(after).isEqualTo(before);
        assertThat(after.get("")).startsWith("200").contains("Recette « Novembre »");
    }

    /** Every answer about the run but for where it was read, and the lines of logs, which are no part of the history. */
    private Map<String, String> withoutLogs(AnyRun run) {
        Map<String, String> answers = new TreeMap<>();
        keep(answers, run, "");
        keep(answers, run, "/tests?limit=3");
        keep(answers, run, "/slices");
        keep(answers, run, "/history");
        for (int position = 1; position <= run.size; position++) {
            String test = "/tests/" + run.test(position);
            keep(answers, run, test);
            keep(answers, run, test + "/cases");
            keep(answers, run, test + "/artifacts");
        }
        return answers;
    }

    private void keep(Map<String, String> answers, AnyRun run, String path) {
        Answer answer = api.get("/" + run.id + path);
        if (answer.header("content-type").startsWith("application/json") && answer.json() instanceof ObjectNode body) {
            body.remove("asOf");
            answers.put(path, answer.status() + " " + body);
        } else {
            answers.put(path, answer.status() + " " + answer.body());
        }
    }

    @Test
    void sayOfARunThatGoesOnUpToWhereTheyKnowIt() {
        AnyRun run =
                AnyRun.withTests(2).launched().started().ran(1, Outcome.PASSED).testStarted(2, 1);
        run.logged(2, 1, 1, "Démarrage du test");
        told(run, 2, 1);

        String sequence = String.valueOf(run.history.size());
        assertThat(export(run, "format=junit"))
                .contains("<property name=\"vigie.asOf\" value=\"" + sequence + "\"")
                .contains("<skipped message=\"No verdict yet: the test is running.\"")
                .contains("[08:25:41] Démarrage du test");
        assertThat(export(run, "format=html")).contains("n&#39;est pas terminée", "Démarrage du test");
        assertThat(export(run, "format=csv")).contains("," + sequence + ",test,2,");
    }

    @Test
    void areDownloadsWhoseNamesAreSafeEverywhere() {
        AnyRun run = told(AnyRun.withTests(1).named("Été/2026\"; x=\"").passed(), 1, 2);

        Answer answer = api.get("/" + run.id + "/export?format=html");

        String end = run.id.value().substring(28);
        assertThat(answer.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"Ete_2026_x_-" + end
                        + ".html\"; filename*=UTF-8''%C3%89t%C3%A9_2026__%20x%3D_-" + end + ".html");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).startsWith("sandbox;");
        assertThat(client.call("HEAD", "/api/rapports/" + run.id + "/export?format=csv")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void areRefusedWithWhatIsPossible() {
        AnyRun run = told(AnyRun.withTests(1).passed(), 1, 2);

        Answer unknown = api.get("/" + run.id + "/export?format=pdf");

        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.message())
                .startsWith("Format inconnu : \"pdf\" ; possible : allure,")
                .contains("csv", "ctrf", "events", "evidence", "html", "junit");
        assertThat(api.get("/" + run.id + "/export").status()).isEqualTo(400);
        assertThat(api.get("/" + run.id + "/export?format=csv&lang=xx").status())
                .isEqualTo(400);
        assertThat(api.get("/019b2c7e-0d00-7000-8000-000000000009/export?format=csv")
                        .message())
                .isEqualTo("Rapport non trouvé");
        assertThat(api.get("/nonsense/export?format=csv").status()).isEqualTo(400);
    }

    @Test
    void breakOffSoThatNobodyTakesHalfAFileForAWholeOne() {
        AnyRun run = told(AnyRun.withTests(1).passed(), 1, 2);

        assertThatThrownBy(() -> {
                    try (InputStream body = client.open("/api/rapports/" + run.id + "/export?format=breaksoff")) {
                        body.readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void endWithTheirClientAndWaitTheirTurnUntilThen() throws Exception {
        AnyRun run = told(AnyRun.withTests(1).passed(), 1, 2);

        CompletableFuture<Answer> refused;
        try (InputStream body = client.open("/api/rapports/" + run.id + "/export?format=endless")) {
            assertThat(body.read()).isZero();
            endless.began.await();
            refused = CompletableFuture.supplyAsync(() -> api.get("/" + run.id + "/export?format=csv"));
            assertThat(refused.join().status()).isEqualTo(503);
        }

        endless.ended.await();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                api.get("/" + run.id + "/export?format=csv").status())
                        .isEqualTo(200));
        assertThat(refused.join().message()).startsWith("Trop d'exports");
    }
}
