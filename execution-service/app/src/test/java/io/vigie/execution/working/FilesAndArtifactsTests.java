package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent.ArtifactStored;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.CasesFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.MessageCodec;
import io.vigie.storage.FileStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FilesAndArtifactsTests extends WorkerBench {

    private interface Work {
        void on(Path directory) throws IOException;
    }

    private static void doing(Work work, Path directory) {
        try {
            work.on(directory);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private CampaignFile stored(String name, String content) {
        CampaignFile file = file(name, content);
        try {
            storage.put(
                    file.storageKey(CAMPAIGN),
                    new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
                    Long.MAX_VALUE - 1);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file;
    }

    private static CampaignFile file(String name, String content) {
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            return new CampaignFile(
                    name,
                    bytes.length,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void files(long version, CampaignFile... files) {
        give(new CampaignFiles(ProjectId.COMMON, CAMPAIGN, version, List.of(files)));
    }

    private final List<String> read = new ArrayList<>();

    /** Says what the files hold, then spoils them. */
    private void reader() {
        actions.with("read", (context, parameters) -> {
            Path files = context.filesDirectory();
            doing(
                    directory -> {
                        try (var found = Files.list(directory)) {
                            for (Path file : found.sorted().toList()) {
                                read.add(file.getFileName() + "=" + Files.readString(file));
                                Files.writeString(file, "spoilt");
                            }
                        }
                    },
                    files);
            return ActionResult.passed();
        });
        test("t-1", step("read"));
    }

    @Test
    void givesEachAttemptACopyOfTheFilesOfItsOwn() throws InterruptedException, IOException {
        reader();
        test("t-2", say("in {{test.files_dir}}"));
        CampaignFile data = stored("données.csv", "a,b");
        files(3, stored("b.txt", "two"), data);

        run(slice(1, 3, false, false, plain("t-1"), plain("t-2")));
        storage.delete(data.storageKey(CAMPAIGN));
        run(slice(2, 3, false, false, plain("t-1")));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsOnly(Outcome.PASSED);
        assertThat(read).containsExactly("b.txt=two", "données.csv=a,b", "b.txt=two", "données.csv=a,b");
        assertThat(reports.lines()).anyMatch(line -> line.startsWith("📋 in ") && line.endsWith("files"));
    }

    @Test
    void givesAnEmptyDirectoryToACampaignWithoutFiles() throws InterruptedException {
        reader();

        run(slice("t-1"));

        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.PASSED);
        assertThat(read).isEmpty();
    }

    @Test
    void fetchesAgainWhatWasSpoiltOnTheWorkersDisk() throws InterruptedException {
        reader();
        CampaignFile file = stored("a.txt", "good");
        files(1, file);
        run(slice(1, 1, false, false, plain("t-1")));
        Path kept = directory.resolve("worker/files").resolve(file.sha256());
        assertThat(kept).hasContent("good");
        doing(
                path -> {
                    Files.delete(path);
                    Files.writeString(path, "evil");
                },
                kept);

        run(slice(2, 1, false, false, plain("t-1")));

        assertThat(read).containsExactly("a.txt=good", "a.txt=good");
        assertThat(kept).hasContent("good");
    }

    @Test
    void namesTheFileThatCannotBeHadAsItWas() throws InterruptedException, IOException {
        reader();
        settings.put("vigie.worker.limits.campaign-files", "100");
        CampaignFile changed = file("changed.txt", "as it was");
        storage.put(changed.storageKey(CAMPAIGN), new ByteArrayInputStream("otherwise".getBytes()), 100);
        files(1, file("gone.txt", "gone"));
        files(2, changed);
        files(3, stored("../../outside", "x"));
        files(4, new CampaignFile("large", 101, "0".repeat(64)));

        for (long version = 1; version <= 5; version++) {
            run(slice(version, version, false, false, plain("t-1")));
        }

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::message)
                .containsExactly(
                        "Expected the campaign's file \"gone.txt\" in the storage, but it is not there.",
                        "Expected the campaign's file \"changed.txt\" to be as it was when the run was launched, but its content differs.",
                        "Expected a campaign's file to have a plain name, but found \"../../outside\".",
                        "Expected the campaign's files to have at most 100 bytes together (limit campaign-files), but they have more.",
                        "Expected to find version 5 of the campaign's files, but it has not arrived.");
        assertThat(read).isEmpty();
    }

    @Test
    void keepsNoMoreAtHandThanItMay() throws InterruptedException, IOException {
        reader();
        settings.put("vigie.worker.limits.files-cache", "25");
        files(1, stored("a", "a".repeat(10)), stored("b", "b".repeat(10)), stored("c", "c".repeat(10)));
        files(2, stored("d", "d".repeat(30)));

        run(slice(1, 1, false, false, plain("t-1")));
        run(slice(2, 2, false, false, plain("t-1")));

        assertThat(read).hasSize(4);
        try (var kept = Files.list(directory.resolve("worker/files"))) {
            assertThat(kept.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder(
                            file("b", "b".repeat(10)).sha256(),
                            file("c", "c".repeat(10)).sha256());
        }
    }

    @Test
    void fetchesAgainWhatHasToGoWhileItIsWanted() throws Exception {
        FilesCache cache = FilesCache.open(directory.resolve("cache"), storage, 10, 1_000);
        List<CampaignFile> wanted = Stream.of("a", "b", "c", "d")
                .map(name -> stored(name, name.repeat(10)))
                .toList();
        try (var readers =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<Integer>> copied = IntStream.range(0, wanted.size())
                    .mapToObj(reader -> readers.submit(() -> {
                        int good = 0;
                        for (int i = 0; i < 100; i++) {
                            Path into = Files.createDirectories(directory.resolve("into/" + reader + "/" + i));
                            cache.copy(
                                    new CampaignFiles(
                                            ProjectId.COMMON, CAMPAIGN, 1, List.of(wanted.get((reader + i / 3) % 4))),
                                    into);
                            good++;
                        }
                        return good;
                    }))
                    .toList();

            for (Future<Integer> copies : copied) {
                assertThat(copies.get()).isEqualTo(100);
            }
        }
    }

    /** A storage that gives and takes nothing, and does not listen, until it may go on. */
    private final class Stuck implements FileStorage {

        private final FileStorage real = storage;
        private final CountDownLatch goOn = new CountDownLatch(1);

        private void hang() {
            while (goOn.getCount() > 0) {
                try {
                    goOn.await();
                } catch (InterruptedException ignored) {
                    Thread.interrupted();
                }
            }
        }

        @Override
        public Stored put(String key, InputStream content, long limit) throws IOException {
            hang();
            return real.put(key, content, limit);
        }

        @Override
        public Optional<Content> get(String key) throws IOException {
            hang();
            return real.get(key);
        }

        @Override
        public void delete(String key) {}

        @Override
        public void deleteAll(String prefix) {}

        @Override
        public void close() {
            goOn.countDown();
            real.close();
        }
    }

    @Test
    void countsTheCopyOfTheFilesIntoTheTimeOfTheTest() throws InterruptedException {
        files(1, stored("a.txt", "a"));
        storage = new Stuck();
        test("t-1", say("in {{test.files_dir}}"));
        test("t-2", say("in {{test.work_dir}}"));

        run(slice(1, 1, false, false, new SliceTest(TestId.of("t-1"), 1, 1, 0, 100L, false), plain("t-2")));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsExactly(Outcome.TIMED_OUT, Outcome.PASSED);
        assertThat(reports.all(TestFinished.class).getFirst().message())
                .isEqualTo("Expected the test to end within 100 ms, but it still runs.");
        assertThat(reports.lines()).anyMatch(line -> line.startsWith("📋 in ") && line.contains("slot-1-"));
    }

    @Test
    void waitsForTheWorkOfAFailedTestToBeKeptOnlySoLong() throws InterruptedException {
        settings.put("vigie.worker.action-timeout", "500ms");
        storage = new Stuck();
        test("t-1", say("in {{test.work_dir}}"), step("fail"));

        run(slice(1, 0, false, true, plain("t-1")));

        assertThat(reports.lines()).contains("⚠️ Dossier de travail non conservé : pas terminé en 500 ms");
        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void saysAtTheStartOfATestThatItMayNotTakeAsLongAsItAsksFor() throws InterruptedException {
        test("t-1", step("pass"));
        test("t-2", step("pass"));

        run(slice(
                false,
                new SliceTest(TestId.of("t-1"), 1, 1, 0, 86_400_000L, false),
                new SliceTest(TestId.of("t-2"), 1, 1, 0, 7_200_000L, false)));

        assertThat(reports.lines())
                .containsOnlyOnce("⚠️ Durée demandée : 86400 s ; ce worker laisse 7200 s au plus à un test")
                .filteredOn(line -> line.startsWith("⚠️"))
                .hasSize(1);
    }

    @Test
    void keepsArtifactsBeforeItSaysHowTheTestEnded() throws Exception {
        actions.with("attach", (context, parameters) -> {
            Path file = context.workDirectory().resolve("trace");
            doing(path -> Files.writeString(path, "first"), file);
            context.attach("../a/trace.zip", "application/zip", file);
            doing(path -> Files.writeString(path, "second"), file);
            context.attach("Trace.ZIP", "text/html\r\nX: y", file);
            context.attach("..a_trace.zip", "text/plain; charset=utf-8", file);
            return ActionResult.failed("Expected more, but found this.");
        });
        test("t-1", step("attach"));

        run(slice("t-1"));

        List<ArtifactStored> kept = reports.all(ArtifactStored.class);
        assertThat(kept).extracting(ArtifactStored::number).containsExactly(1, 2, 3);
        assertThat(kept)
                .extracting(ArtifactStored::name)
                .containsExactly("_._a_trace.zip", "Trace.ZIP", "_.a_trace.zip")
                .doesNotHaveDuplicates();
        assertThat(kept)
                .extracting(ArtifactStored::mediaType)
                .containsExactly("application/zip", "application/octet-stream", "text/plain; charset=utf-8");
        String key = "runs/run-1/t-1/1/" + kept.getFirst().workerId() + "/1";
        assertThat(kept.getFirst().storageKey()).isEqualTo(key);
        assertThat(kept.getFirst().sha256()).isEqualTo(file("", "first").sha256());
        try (var content = storage.get(key).orElseThrow()) {
            assertThat(content.stream()).hasContent("first");
        }
        assertThat(reports.order().indexOf(kept.getLast()))
                .isLessThan(reports.order().indexOf(reports.verdict()));
    }

    @Test
    void refusesArtifactsAboveALimitOrOutsideTheAttempt() throws InterruptedException {
        settings.put("vigie.worker.limits.artifact-bytes", "4");
        settings.put("vigie.worker.limits.artifacts", "2");
        actions.with("attach", (context, parameters) -> {
            Path work = context.workDirectory();
            String what = String.valueOf(parameters.value("text"));
            doing(
                    path -> {
                        Files.writeString(path.resolve("small"), "1234");
                        Files.writeString(path.resolve("large"), "12345");
                        Files.createSymbolicLink(path.resolve("link"), Path.of("/etc/hostname"));
                        Files.createSymbolicLink(path.resolve("folder"), Path.of("/etc"));
                    },
                    work);
            for (String name : what.split(",")) {
                context.attach("x", "text/plain", work.resolve(name));
            }
            return ActionResult.passed();
        });
        List<String> asked = List.of("large", "link", "folder/hostname", "none", "small,small,small", "small");
        for (int i = 0; i < asked.size(); i++) {
            test("t-" + i, new ActionStep("attach", Map.of("text", asked.get(i))));
        }

        run(slice("t-0", "t-1", "t-2", "t-3", "t-4", "t-5"));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::message)
                .containsExactly(
                        "Expected the artifact \"x\" to have at most 4 bytes (limit artifactBytes), but it has more.",
                        "Expected \"link\" to be a file to keep, but there is none.",
                        "Expected \"hostname\" to be a file of the attempt, but a link leads elsewhere.",
                        "Expected \"none\" to be a file to keep, but there is none.",
                        "Expected at most 2 artifacts of one attempt (limit artifacts), but there are more.",
                        null);
        assertThat(reports.all(ArtifactStored.class))
                .extracting(ArtifactStored::name)
                .containsExactly("x", "x (2)", "x");
    }

    @Test
    void reportsCasesInBatchesBeforeTheVerdict() throws InterruptedException {
        actions.with("suite", (context, parameters) -> {
            context.log(String.valueOf(parameters.value("password")).length() + " characters");
            for (int i = 1; i <= 205; i++) {
                context.caseFinished(new CaseResult(
                        "suite",
                        "case " + i,
                        i % 2 == 0 ? CaseOutcome.PASSED : CaseOutcome.FAILED,
                        i,
                        i == 1 ? "sesame " + "x".repeat(10_000) : null));
            }
            return ActionResult.passed();
        });
        test("t-1", new ActionStep("suite", Map.of("password", "sesame")));

        run(slice("t-1"));

        List<CasesFinished> batches = reports.all(CasesFinished.class);
        List<CaseReport> cases =
                batches.stream().flatMap(batch -> batch.cases().stream()).toList();
        assertThat(cases).hasSize(205).extracting(CaseReport::durationMillis).isSorted();
        int next = 1;
        for (CasesFinished batch : batches) {
            assertThat(batch.firstCase()).isEqualTo(next);
            assertThat(batch.cases()).hasSizeLessThanOrEqualTo(CasesFinished.MAX_CASES);
            next += batch.cases().size();
        }
        assertThat(cases.getFirst().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(cases.getFirst().message()).startsWith("•••••• xxx").hasSize(AttemptNotes.MAX_MESSAGE);
        assertThat(reports.order().indexOf(batches.getLast()))
                .isLessThan(reports.order().indexOf(reports.verdict()));
    }

    @Test
    void reportsACaseWhileItsSuiteGoesOn() throws InterruptedException {
        actions.with("suite", (context, parameters) -> {
            context.caseFinished(new CaseResult("", "only", CaseOutcome.SKIPPED, 0, "not today"));
            reports.await(CasesFinished.class, any -> true);
            return ActionResult.passed();
        });
        test("t-1", step("suite"));

        run(slice("t-1"));

        assertThat(reports.verdict().outcome()).isEqualTo(Outcome.PASSED);
    }

    @Test
    void keepsTheMessagesOfCasesBelowTheirLimit() throws InterruptedException {
        settings.put("vigie.worker.limits.cases", "60");
        actions.with("suite", (context, parameters) -> {
            for (int i = 0; i < 61; i++) {
                context.caseFinished(
                        new CaseResult("s".repeat(9_000), "\u0000", CaseOutcome.BROKEN, -1, "é".repeat(9_000)));
            }
            return ActionResult.passed();
        });
        test("t-1", step("suite"));

        run(slice("t-1"));

        assertThat(reports.verdict().message())
                .isEqualTo("Expected at most 60 cases in one attempt (limit cases), but there are more.");
        assertThat(reports.all(CasesFinished.class)).isNotEmpty().allSatisfy(batch -> {
            assertThat(batch.cases().stream()
                            .mapToInt(report -> report.suite().length()
                                    + report.name().length()
                                    + String.valueOf(report.message()).length())
                            .sum())
                    .isLessThanOrEqualTo(CasesFinished.MAX_CHARACTERS);
            assertThat(MessageCodec.data(batch)).hasSizeLessThan(400_000);
        });
        assertThat(reports.all(CasesFinished.class).stream()
                        .mapToInt(batch -> batch.cases().size())
                        .sum())
                .isEqualTo(60);
        assertThat(Arrays.asList(0L))
                .contains(reports.all(CasesFinished.class)
                        .getFirst()
                        .cases()
                        .getFirst()
                        .durationMillis());
    }
}
