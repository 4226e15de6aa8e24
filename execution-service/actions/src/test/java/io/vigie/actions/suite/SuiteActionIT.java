package io.vigie.actions.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.vigie.action.ActionLimits;
import io.vigie.action.ActionResult;
import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import io.vigie.actions.RunningAction;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Runners;
import io.vigie.actions.process.SlotContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real pytest with pytest-xdist (installed by the project's script), and commands that write JUnit XML. */
@Timeout(180)
class SuiteActionIT {

    private static ProcessRunner runner = new ProcessRunner();

    private final SuiteAction action = new SuiteAction(runner);
    private final SlotContext context = new SlotContext();

    SuiteActionIT() {
        context.limits = ActionLimits.USUAL;
    }

    @BeforeAll
    static void installs() throws Exception {
        Process installing = new ProcessBuilder("../../infra/install-pytest.sh")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String python = new String(installing.getInputStream().readAllBytes()).strip();
        assertThat(installing.waitFor()).isZero();
        runner = Runners.finding(Path.of(python).getParent());
    }

    @Test
    void reportsEachTestOfPytest() throws Exception {
        file("test_shop.py", """
                import os, pytest

                class TestBasket:
                    @pytest.mark.parametrize("n", [1, 2])
                    def test_adds(self, n):
                        assert n > 0

                def test_fails():
                    assert 1 == 2, "not so"

                @pytest.fixture
                def server():
                    raise RuntimeError("no server")

                def test_breaks(server):
                    pass

                @pytest.mark.skip(reason="later")
                def test_waits():
                    pass

                def test_sees_its_slot():
                    assert os.environ["VIGIE_WORKER_ID"] == "tester"
                """);

        ActionResult result = pytest(List.of());

        assertThat(context.cases)
                .extracting(CaseResult::suite, CaseResult::name, CaseResult::outcome)
                .containsExactly(
                        tuple("test_shop.py::TestBasket", "test_adds[1]", CaseOutcome.PASSED),
                        tuple("test_shop.py::TestBasket", "test_adds[2]", CaseOutcome.PASSED),
                        tuple("test_shop.py", "test_fails", CaseOutcome.FAILED),
                        tuple("test_shop.py", "test_breaks", CaseOutcome.BROKEN),
                        tuple("test_shop.py", "test_waits", CaseOutcome.SKIPPED),
                        tuple("test_shop.py", "test_sees_its_slot", CaseOutcome.PASSED));
        assertThat(context.cases.get(2).message()).startsWith("AssertionError: not so");
        assertThat(context.cases.get(4).message()).isEqualTo("later");
        assertThat(result)
                .isInstanceOfSatisfying(
                        ActionResult.Failed.class,
                        failed -> assertThat(failed.reason())
                                .startsWith(
                                        "Expected 5 tests to pass, but 2 did not; the first is test_shop.py › test_fails: "));
        assertThat(result.outputs())
                .containsEntry("cases", 6)
                .containsEntry("passed", 3)
                .containsEntry("failed", 1)
                .containsEntry("broken", 1)
                .containsEntry("skipped", 1);
    }

    @Test
    void reportsEachTestOfPytestOnceWhenSeveralWorkersShareThem() throws Exception {
        file("test_many.py", """
                import os, pytest

                @pytest.mark.parametrize("n", range(20))
                def test_one(n):
                    assert os.environ["PYTEST_XDIST_WORKER"] in ("gw0", "gw1")
                """);

        ActionResult result = pytest(List.of("-n", "2"));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.cases).hasSize(20).extracting(CaseResult::name).doesNotHaveDuplicates();
    }

    @Test
    void saysThatATestTookItsWorkerDown() throws Exception {
        file("test_crash.py", "import os\ndef test_good(): pass\ndef test_crash(): os._exit(3)\n");

        pytest(List.of("-n", "1"));

        assertThat(context.cases)
                .extracting(CaseResult::name, CaseResult::outcome)
                .containsExactlyInAnyOrder(
                        tuple("test_good", CaseOutcome.PASSED), tuple("test_crash", CaseOutcome.BROKEN));
    }

    @Test
    void reportsTestsWhileOthersStillRun() throws Exception {
        file("test_live.py", """
                import os, time
                def test_first(): pass
                def test_second():
                    while not os.path.exists(os.environ["VIGIE_FILES_DIR"] + "/go"):
                        time.sleep(0.02)
                """);
        CompletableFuture<CaseResult> first = new CompletableFuture<>();
        SlotContext listening = new SlotContext() {
            @Override
            public void caseFinished(CaseResult result) {
                super.caseFinished(result);
                first.complete(result);
            }

            @Override
            public Path filesDirectory() {
                return context.filesDirectory();
            }
        };
        listening.limits = ActionLimits.USUAL;
        CompletableFuture<ActionResult> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                end.complete(RunningAction.run(action, listening, step(List.of())));
            } catch (Throwable other) {
                end.completeExceptionally(other);
            }
        });

        assertThat(first.get(60, TimeUnit.SECONDS).name()).isEqualTo("test_first");
        assertThat(end).isNotDone();
        file("go", "");
        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void breaksWhenNothingIsExecuted() throws Exception {
        file("test_none.py", "");

        assertThat(pytest(List.of()))
                .isInstanceOfSatisfying(
                        ActionResult.Broken.class,
                        broken -> assertThat(broken.reason())
                                .isEqualTo(
                                        "Expected the runner to execute at least 1 test (minimum_cases), but it executed none."));
    }

    @Test
    void reportsAFileThatCannotBeCollected() throws Exception {
        file("test_wrong.py", "import nothing_of_this_name\n");

        pytest(List.of());

        assertThat(context.cases).singleElement().satisfies(found -> {
            assertThat(found.outcome()).isEqualTo(CaseOutcome.BROKEN);
            assertThat(found.message()).contains("nothing_of_this_name");
        });
    }

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(action, Map.of(), () -> context);
        assertThat(context.cases).containsExactly(new CaseResult("shop.Basket", "adds", CaseOutcome.PASSED, 20, null));
    }

    @Test
    void breaksWhenTheExitCodeContradictsTheResults() throws Exception {
        ActionResult green = command("echo '<testsuite><testcase name=\"a\"/></testsuite>' > r.xml; exit 1");
        ActionResult red =
                command("echo '<testsuite><testcase name=\"a\"><failure/></testcase></testsuite>' > r.xml; exit 0");

        assertThat(((ActionResult.Broken) green).reason())
                .isEqualTo(
                        "Expected the exit code to agree with the results, but it is 1 although all 1 tests passed.");
        assertThat(((ActionResult.Broken) red).reason())
                .isEqualTo(
                        "Expected the exit code to agree with the results, but it is 0 although 1 of 1 tests did not pass.");
    }

    @Test
    void countsNoReportOfAnotherRun() throws Exception {
        Path old = file("old.xml", "<testsuite><testcase name=\"a\"/></testsuite>");
        Files.setLastModifiedTime(old, java.nio.file.attribute.FileTime.fromMillis(1_000_000));

        assertThat(command("true")).isInstanceOf(ActionResult.Broken.class);
        assertThat(context.cases).isEmpty();
    }

    @Test
    void readsNoReportThroughALink() throws Exception {
        Path secret = Files.writeString(
                Path.of("target").toAbsolutePath().resolve("other.xml"),
                "<testsuite><testcase name=\"a\"/></testsuite>");

        assertThat(command("ln -s " + secret + " r.xml")).isInstanceOf(ActionResult.Broken.class);
        assertThat(context.cases).isEmpty();
    }

    @Test
    void unpacksItsFilesFirst() throws Exception {
        Path zip = context.filesDirectory().resolve("suite.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("app/tests/test_in.py"));
            out.write("def test_in(): pass\n".getBytes());
        }

        ActionResult result = RunningAction.run(
                action, context, Map.of("kind", "pytest", "archive", "suite.zip", "directory", "app"));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.cases).extracting(CaseResult::suite).containsExactly("tests/test_in.py");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped.txt", "/tmp/escaped.txt", "a/../../escaped.txt"})
    void refusesAnArchiveThatLeadsOut(String name) throws Exception {
        try (ZipOutputStream out = new ZipOutputStream(
                Files.newOutputStream(context.filesDirectory().resolve("a.zip")))) {
            out.putNextEntry(new ZipEntry(name));
            out.write('x');
        }

        assertThat(archive("a.zip")).contains("leads out of it");
        assertThat(context.workDirectory().resolve("escaped.txt")).doesNotExist();
    }

    @Test
    void refusesAnArchiveWithLinksOrTooMuch() throws Exception {
        try (OutputStream file = Files.newOutputStream(context.filesDirectory().resolve("a.tar"));
                TarArchiveOutputStream out = new TarArchiveOutputStream(file)) {
            TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        }
        context.limits = SlotContext.limits(1 << 20, 4L << 30, 64, 1 << 20);
        try (ZipOutputStream out = new ZipOutputStream(
                Files.newOutputStream(context.filesDirectory().resolve("b.zip")))) {
            out.putNextEntry(new ZipEntry("zeros"));
            out.write(new byte[2 << 20]);
        }

        assertThat(archive("a.tar")).contains("which is a link");
        assertThat(archive("b.zip")).contains("limit disk_bytes");
    }

    private String archive(String name) throws InterruptedException {
        ActionResult result = RunningAction.run(action, context, Map.of("kind", "pytest", "archive", name));
        return ((ActionResult.Broken) result).reason();
    }

    private ActionResult command(String line) throws InterruptedException {
        return RunningAction.run(
                action,
                context,
                Map.of("kind", "command", "command", List.of("sh", "-c", line), "junit_xml", "**/*.xml"));
    }

    private ActionResult pytest(List<String> arguments) throws InterruptedException {
        return RunningAction.run(action, context, step(arguments));
    }

    private static Map<String, Object> step(List<String> arguments) {
        return Map.of("kind", "pytest", "arguments", arguments);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(context.filesDirectory().resolve(name), text);
    }
}
