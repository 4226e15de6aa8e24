package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.qameta.allure.model.Status;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.model.TestResultContainer;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

class ArchivesTests {

    /** Reads what Allure's own model has, and nothing else. */
    private static final JsonMapper ALLURE = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String CONTENT = "abc";

    @TempDir
    Path folder;

    private KeptFiles kept;

    @BeforeEach
    void keepAFile() throws IOException {
        FileStorage storage = Storages.of(StorageSettings.read(name -> null, folder.resolve("files")));
        storage.put("runs/x/trace", new ByteArrayInputStream(CONTENT.getBytes(StandardCharsets.UTF_8)), 1_000);
        kept = new KeptFiles(storage);
    }

    private Map<String, byte[]> files(ReportFormat format, ExportedRun run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.write(run, Locale.ENGLISH, out);
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(files.put(entry.getName(), zip.readAllBytes()))
                        .as("twice: " + entry)
                        .isNull();
            }
        }
        return files;
    }

    private Map<String, byte[]> allure(ExportedRun run) throws IOException {
        return files(new AllureResults(new Logs("Europe/Paris"), kept), run);
    }

    private static List<TestResult> results(Map<String, byte[]> files) {
        List<TestResult> results = new ArrayList<>();
        files.forEach((name, content) -> {
            if (name.endsWith("-result.json")) {
                results.add(ALLURE.readValue(content, TestResult.class));
            }
        });
        return results;
    }

    private static TestResult result(List<TestResult> results, String name, Status status) {
        return results.stream()
                .filter(one -> one.getName().equals(name) && one.getStatus() == status)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void areResultsThatAlluresOwnModelReads() throws IOException {
        Map<String, byte[]> files = allure(Hostile.everything());
        List<TestResult> results = results(files);

        assertThat(results).hasSize(18 + 5 + 5 + 1).allSatisfy(one -> {
            assertThat(one.getUuid()).isNotBlank();
            assertThat(one.getHistoryId()).isNotBlank();
            assertThat(one.getStop()).isGreaterThanOrEqualTo(one.getStart());
        });
        assertThat(files).containsKeys("environment.properties", "categories.json", "executor.json");
        assertThat(files.keySet()).allSatisfy(name -> assertThat(name).matches("[A-Za-z0-9._-]+"));
    }

    @Test
    void areRetriesOfOneTestUnderOneHistory() throws IOException {
        List<TestResult> results = results(allure(Hostile.everything()));

        assertThat(results.stream().filter(one -> one.getName().equals("Test flaky")))
                .hasSize(3)
                .extracting(TestResult::getHistoryId)
                .containsOnly(result(results, "Test flaky", Status.PASSED).getHistoryId());
        assertThat(result(results, "Test flaky", Status.PASSED)
                        .getStatusDetails()
                        .isFlaky())
                .isTrue();
        assertThat(result(results, "Test quarantined", Status.FAILED)
                        .getStatusDetails()
                        .isMuted())
                .isTrue();
        assertThat(result(results, "Test timed-out", Status.BROKEN).getSteps()).hasSize(1);
    }

    @Test
    void nameOnlyFilesThatAreThere() throws IOException {
        Map<String, byte[]> files = allure(Hostile.everything());
        Set<String> named = new HashSet<>();
        results(files).forEach(one -> one.getAttachments().forEach(file -> named.add(file.getSource())));
        List<TestResultContainer> containers = new ArrayList<>();
        files.forEach((name, content) -> {
            if (name.endsWith("-container.json")) {
                containers.add(ALLURE.readValue(content, TestResultContainer.class));
            }
        });
        containers.forEach(container -> container
                .getAfters()
                .forEach(after -> after.getAttachments().forEach(file -> named.add(file.getSource()))));

        assertThat(files.keySet()).containsAll(named);
        assertThat(named).anySatisfy(name -> {
            assertThat(name).endsWith(".zip");
            assertThat(files.get(name)).asString(StandardCharsets.UTF_8).isEqualTo(CONTENT);
        });
        assertThat(files.keySet().stream().filter(name -> name.contains("-attachment")))
                .hasSize(named.size());
        assertThat(containers)
                .hasSize(2)
                .allSatisfy(container -> assertThat(files.keySet())
                        .containsAll(container.getChildren().stream()
                                .map(child -> child + "-result.json")
                                .toList()));
    }

    private EvidencePack evidence(RunHistory history) {
        return new EvidencePack(new JUnitXml(new Logs("Europe/Paris")), kept, history);
    }

    private static final RunHistory HISTORY = new RunHistory() {
        @Override
        public List<String> vouchingFor(UUID run) {
            return List.of();
        }

        @Override
        public void write(ExportedRun run, OutputStream out) throws IOException {
            out.write("{\"sequence\":1}\n".getBytes(StandardCharsets.UTF_8));
        }
    };

    private static ToldRun recorded() {
        String digest = Sha256.of(
                (ToldRun.AT + " info première\n" + ToldRun.AT + " info deuxième\n").getBytes(StandardCharsets.UTF_8));
        return Hostile.everything()
                .logged("passed", 1, digest, "première", "deuxième")
                .logged("passed", 2, null, "sans verdict")
                .logged("../hostile/\n" + Hostile.MARKUP, 1, ToldRun.DIGEST, "changée depuis");
    }

    @Test
    void canBeCheckedWithSha256sum() throws Exception {
        Map<String, byte[]> files = files(evidence(HISTORY), recorded());

        Path place = unpack(files);

        assertThat(sha256sum(place, "MANIFEST.sha256")).isEmpty();
        String manifest = new String(files.get("MANIFEST.sha256"), StandardCharsets.UTF_8);
        assertThat(manifest.lines()).hasSize(files.size() - 1);
        assertThat(files.keySet())
                .allSatisfy(name -> assertThat(name).doesNotContain("..").matches("[A-Za-z0-9._/-]+"));
    }

    @Test
    void tellWhichLogIsNotTheOneThatWasRecorded() throws Exception {
        Map<String, byte[]> files = files(evidence(HISTORY), recorded());

        Path place = unpack(files);

        assertThat(sha256sum(place, "RECORDED.sha256"))
                .as("the log that was changed, and the content that is another")
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("logs/_hostile").endsWith("FAILED"))
                .anySatisfy(line -> assertThat(line).startsWith("artifacts/pytest/1/1-trace.zip: FAILED"));
        assertThat(new String(files.get("NOT-KEPT.txt"), StandardCharsets.UTF_8))
                .contains("artifacts/_hostile");
        assertThat(files.get("logs/passed/1.log"))
                .asString(StandardCharsets.UTF_8)
                .hasLineCount(2);
    }

    private Path unpack(Map<String, byte[]> files) throws IOException {
        Path place = folder.resolve("pack");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path at = place.resolve(file.getKey());
            assertThat(at.normalize()).startsWithRaw(place);
            Files.createDirectories(at.getParent());
            Files.write(at, file.getValue());
        }
        return place;
    }

    /** The lines of what does not hold, as the program of every Linux says it. */
    private static List<String> sha256sum(Path place, String list) throws Exception {
        Process check = new ProcessBuilder("sha256sum", "--check", "--quiet", list)
                .directory(place.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check.waitFor();
        return said.lines().toList();
    }

    @Test
    void stateTheResultAsInTotoHasIt() throws IOException {
        Map<String, byte[]> files = files(evidence(HISTORY), recorded());

        JsonNode statement = MessageJson.mapper().readTree(files.get("statement.intoto.json"));

        assertThat(statement.path("_type").asString()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.path("predicateType").asString())
                .isEqualTo("https://in-toto.io/attestation/test-result/v0.1");
        assertThat(statement.propertyNames())
                .containsExactlyInAnyOrder("_type", "subject", "predicateType", "predicate");
        statement
                .path("subject")
                .forEach(subject -> assertThat(
                                subject.path("digest").path("sha256").asString())
                        .isEqualTo(Sha256.of(files.get(subject.path("name").asString()))));
        assertThat(statement.path("subject")).hasSize(3);
        JsonNode predicate = statement.path("predicate");
        assertThat(predicate.propertyNames())
                .containsExactlyInAnyOrder("result", "configuration", "passedTests", "warnedTests", "failedTests");
        assertThat(predicate.path("result").asString()).isEqualTo("FAILED");
        assertThat(predicate.path("configuration"))
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.has("uri") || one.has("digest") || one.has("content"))
                        .isTrue());
        assertThat(texts(predicate.path("passedTests"))).containsExactly("passed", "after-loss");
        assertThat(texts(predicate.path("warnedTests"))).containsExactly("flaky", "quarantined");
        assertThat(texts(predicate.path("failedTests")))
                .contains("long", "timed-out", "interrupted", "cancelled", "pytest", "junit-timeout")
                .doesNotContain("skipped", "quarantined");
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    @Test
    void stateNoResultOfARunThatGoesOn() throws IOException {
        Map<String, byte[]> files =
                files(evidence(HISTORY), new ToldRun().running().with(Hostile.test("a")));

        assertThat(files).doesNotContainKey("statement.intoto.json");
        assertThat(new String(files.get("README.txt"), StandardCharsets.UTF_8))
                .contains("not ended: the pack shows it at event 42");
        assertThat(MessageJson.mapper()
                        .readTree(files.get("report.json"))
                        .path("run")
                        .path("asOf")
                        .asInt())
                .isEqualTo(42);
    }

    @Test
    void warnOfAPassedRunWithAFlakyTest() throws IOException {
        ToldRun run = new ToldRun()
                .with(Hostile.test("a").after(Outcome.FAILED, "503").ended(Outcome.PASSED, null));

        JsonNode statement =
                MessageJson.mapper().readTree(files(evidence(HISTORY), run).get("statement.intoto.json"));

        assertThat(statement.path("predicate").path("result").asString()).isEqualTo("WARNED");
    }
}
