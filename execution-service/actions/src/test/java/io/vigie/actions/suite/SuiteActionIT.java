package io.vigie.actions.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.vigie.action.ActionLimits;
import io.vigie.action.ActionResult;
import io.vigie.action.CaseResult;
import io.vigie.action.CaseResult.CaseOutcome;
import io.vigie.actions.RunningAction;
import io.vigie.actions.check.Json;
import io.vigie.actions.process.ProcessRunner;
import io.vigie.actions.process.Runners;
import io.vigie.actions.process.SlotContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real pytest with pytest-xdist (installed by the project's script), and commands that write JUnit XML. */
@Timeout(180)
class SuiteActionIT {

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>shop</groupId><artifactId>shop</artifactId><version>1</version>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <build><plugins>
                <plugin><artifactId>maven-resources-plugin</artifactId><version>%s</version></plugin>
                <plugin><artifactId>maven-compiler-plugin</artifactId><version>%s</version></plugin>
                <plugin><artifactId>maven-surefire-plugin</artifactId><version>%s</version></plugin>
              </plugins></build>
              <dependencies><dependency>
                <groupId>org.junit.jupiter</groupId><artifactId>junit-jupiter</artifactId><version>%s</version><scope>test</scope>
              </dependency></dependencies>
            </project>
            """;

    private final SuiteAction action = new SuiteAction();
    private final SlotContext context = new SlotContext();

    SuiteActionIT() {
        context.limits = ActionLimits.USUAL;
    }

    @BeforeAll
    static void installs() throws Exception {
        Runners.install("install-pytest.sh");
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
                                        "Expected 5 tests to pass, but 2 did not; the first is test_shop.py › test_fails: "
                                                + "AssertionError: not so")
                                .hasLineCount(1));
        assertThat(result.outputs())
                .containsEntry("cases", 6)
                .containsEntry("passed", 3)
                .containsEntry("failed", 1)
                .containsEntry("broken", 1)
                .containsEntry("skipped", 1);
        assertThat(context.artifacts.get("junit.xml")).content().contains("tests=\"6\"", "test_adds[1]");
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
    void sharesOutAmongWorkersWhatTheSlotOwns() throws Exception {
        file("test_apart.py", """
                import json, os, pytest

                NAMES = ("PYTEST_XDIST_WORKER VIGIE_WORKER_ID VIGIE_DATABASE_SUFFIX MEDIA_ROOT BACKEND_PORT POSTGRES_PORT"
                         " REDIS_PORT FRONTEND_PORT VIGIE_PORT_FIRST VIGIE_PORT_LAST").split()

                @pytest.mark.parametrize("n", range(6))
                def test_tells(n):
                    mine = {name: os.environ[name] for name in NAMES}
                    assert os.path.isdir(mine["MEDIA_ROOT"])
                    with open(os.environ["VIGIE_FILES_DIR"] + f"/told-{mine['PYTEST_XDIST_WORKER']}.json", "w") as told:
                        json.dump(mine, told)
                """);

        assertThat(pytest(List.of("-n", "3", "--dist", "each"))).isInstanceOf(ActionResult.Passed.class);

        int first = context.slot().firstPort();
        assertThat(told("gw1"))
                .containsEntry("VIGIE_WORKER_ID", "tester-gw1")
                .containsEntry("VIGIE_DATABASE_SUFFIX", "w1_gw1")
                .containsEntry("MEDIA_ROOT", context.slot().mediaDirectory() + "/gw1")
                .containsEntry("BACKEND_PORT", String.valueOf(first + 3))
                .containsEntry("POSTGRES_PORT", String.valueOf(first + 4))
                .containsEntry("REDIS_PORT", String.valueOf(first + 5))
                .as("the slot has ten ports: three each")
                .containsEntry("FRONTEND_PORT", "0")
                .containsEntry("VIGIE_PORT_FIRST", String.valueOf(first + 3))
                .containsEntry("VIGIE_PORT_LAST", String.valueOf(first + 5));
        for (String name : told("gw0").keySet()) {
            if (!name.equals("FRONTEND_PORT")) {
                assertThat(List.of(
                                told("gw0").get(name),
                                told("gw1").get(name),
                                told("gw2").get(name)))
                        .as(name)
                        .doesNotHaveDuplicates();
            }
        }
    }

    private Map<?, ?> toldObject(String worker) throws IOException {
        return (Map<?, ?>) Json.read(Files.readString(context.filesDirectory().resolve("told-" + worker + ".json")))
                .orElseThrow()
                .value();
    }

    private Map<String, String> told(String worker) throws IOException {
        Map<String, String> told = new java.util.HashMap<>();
        toldObject(worker).forEach((name, value) -> told.put(name.toString(), value.toString()));
        return told;
    }

    @Test
    void saysWhatIsMissingAndHowToInstallIt() throws Exception {
        SuiteAction elsewhere = new SuiteAction(new ProcessRunner(), Map.of("VIGIE_PYTEST_HOME", "/nowhere"));
        SuiteAction bare = new SuiteAction(Runners.findingOnly(), Map.of());
        file("test_one.py", "def test_one(): pass");

        assertThat(reason(RunningAction.run(elsewhere, context, step(List.of()))))
                .isEqualTo("Expected pytest in /nowhere (VIGIE_PYTEST_HOME), but it is not there; run "
                        + "infra/install-pytest.sh on the worker's machine.");
        assertThat(reason(RunningAction.run(
                        action,
                        context,
                        Map.of("kind", "pytest", "command", List.of("python3", "-I", "-S", "-m", "pytest")))))
                .isEqualTo("Expected pytest on the worker, but its Python has none; run infra/install-pytest.sh on the "
                        + "worker's machine.");
        assertThat(reason(pytest(List.of("-p", "no:xdist", "-n", "2"))))
                .startsWith("Expected pytest-xdist on the worker");
        assertThat(reason(RunningAction.run(bare, context, Map.of("kind", "maven"))))
                .startsWith("Expected Maven on the worker's search path, but there is no \"mvn\"; install Maven");
        assertThat(reason(RunningAction.run(
                        new SuiteAction(new ProcessRunner(), Map.of("VIGIE_PLAYWRIGHT_HOME", "/nowhere")),
                        context,
                        Map.of("kind", "playwright"))))
                .contains("run infra/install-playwright.sh");
    }

    @Test
    void refusesAReporterThatWouldTakeThePlaceOfOurs() throws Exception {
        assertThat(reason(RunningAction.run(
                        action, context, Map.of("kind", "playwright", "arguments", List.of("--reporter=line")))))
                .startsWith("Expected \"arguments\" to be free of --reporter and --config");
    }

    @Test
    void runsAMavenProject() throws Exception {
        file(
                "pom.xml",
                POM.formatted(property("resources"), property("compiler"), property("surefire"), property("junit")));
        Files.createDirectory(context.filesDirectory().resolve(".mvn"));
        Files.createDirectories(context.filesDirectory().resolve("src/test/java"));
        file("src/test/java/BasketTest.java", """
                import static org.junit.jupiter.api.Assertions.*;
                import org.junit.jupiter.api.*;
                class BasketTest {
                    @Test void adds() { assertEquals("tester", System.getenv("VIGIE_WORKER_ID")); }
                    @Test void fails() { assertEquals(1, 2, "not so"); }
                    @Test @Disabled("later") void waits() { }
                }
                """);
        Path repository = Path.of(property("repository"));
        Path[] tools = {Path.of(System.getProperty("java.home"), "bin"), Path.of(property(""), "bin")};
        boolean isOpen = Files.getPosixFilePermissions(repository).contains(PosixFilePermission.OTHERS_EXECUTE);
        SuiteAction maven = new SuiteAction(
                isOpen ? Runners.finding(tools) : Runners.findingAsTheWorker(tools),
                Map.of("VIGIE_MAVEN_REPOSITORY", repository.toString()));

        ActionResult result = RunningAction.run(
                maven,
                context,
                Map.of(
                        "kind",
                        "maven",
                        "arguments",
                        List.of("-o"),
                        "environment",
                        Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_OPTS", "-XX:TieredStopAtLevel=1")));

        assertThat(reason(result))
                .as(context.lines.toString())
                .startsWith("Expected 2 tests to pass, but 1 did not; the first is BasketTest › fails: ");
        assertThat(context.cases)
                .extracting(CaseResult::suite, CaseResult::name, CaseResult::outcome)
                .containsExactlyInAnyOrder(
                        tuple("BasketTest", "adds", CaseOutcome.PASSED),
                        tuple("BasketTest", "fails", CaseOutcome.FAILED),
                        tuple("BasketTest", "waits", CaseOutcome.SKIPPED));
        assertThat(context.artifacts.get("junit.xml")).content().contains("BasketTest");
    }

    @Test
    void saysThatAMavenRepositoryIsClosedToItsSlots() throws Exception {
        Path repository = Files.createDirectory(
                context.workDirectory().resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        Files.createFile(
                context.filesDirectory().resolve("mvn"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        ProcessRunner runner = Runners.finding(context.filesDirectory());
        Assumptions.assumeTrue(runner.givesUsers(), "programs have the worker's rights here");

        assertThat(reason(RunningAction.run(
                        new SuiteAction(runner, Map.of("VIGIE_MAVEN_REPOSITORY", repository.toString())),
                        context,
                        Map.of("kind", "maven"))))
                .contains("(VIGIE_MAVEN_REPOSITORY)", "but it is closed; open it by chmod -R o+rX.");
    }

    @Test
    void runsAPlaywrightProjectByItsConfiguration() throws Exception {
        Runners.install("install-browser.sh");
        Runners.install("install-playwright.sh");
        file("playwright.config.ts", """
                import { defineConfig } from '@playwright/test';
                export default defineConfig({
                  testDir: './specs', workers: 2, fullyParallel: true, projects: [{ name: 'desk' }],
                });
                """);
        Files.createDirectory(context.filesDirectory().resolve("specs"));
        file("specs/page.spec.ts", """
                import { test, expect } from '@playwright/test';
                test('shows its title', async ({ page }) => {
                  await page.setContent('<title>so</title>');
                  await expect(page).toHaveTitle('so');
                });
                test('knows its worker', () => expect(process.env.TEST_PARALLEL_INDEX).toMatch(/^[01]$/));
                """);

        ActionResult result = RunningAction.run(action, context, Map.of("kind", "playwright"));

        assertThat(result).as(context.lines.toString()).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.cases)
                .extracting(CaseResult::suite, CaseResult::name)
                .containsExactlyInAnyOrder(
                        tuple("page.spec.ts", "shows its title [desk]"),
                        tuple("page.spec.ts", "knows its worker [desk]"));
        assertThat(context.artifacts.get("junit.xml")).content().contains("tests=\"2\"");
    }

    @Test
    void handsOnWhatAReportTellsWhileTheRunnerGoesOn() throws Exception {
        Listening listening = new Listening();
        CompletableFuture<ActionResult> end = start(
                listening,
                Map.of(
                        "kind",
                        "command",
                        "junit_xml",
                        "**/*.xml",
                        "command",
                        List.of(
                                "sh",
                                "-c",
                                "echo '<testsuite><testcase name=\"a\"/><testcase name=\"b\"><failure/></testcase></testsuite>'"
                                        + " > r.xml; echo '<testsuite><testcase name' > half.xml;"
                                        + " while [ ! -e go ]; do sleep 0.05; done;"
                                        + " echo '<testsuite><testcase name=\"a\"/><testcase name=\"b\"/></testsuite>' > r.xml;"
                                        + " echo '<testsuite><testcase name=\"c\"/></testsuite>' > half.xml")));

        assertThat(listening.first.get(60, TimeUnit.SECONDS).name()).isEqualTo("a");
        assertThat(end).isNotDone();
        file("go", "");

        assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(ActionResult.Passed.class);
        assertThat(listening.cases)
                .as("the one that failed was tried again, and counts as it ended")
                .extracting(CaseResult::name, CaseResult::outcome)
                .containsExactlyInAnyOrder(
                        tuple("a", CaseOutcome.PASSED), tuple("b", CaseOutcome.PASSED), tuple("c", CaseOutcome.PASSED));
        assertThat(listening.artifacts).containsOnlyKeys("junit-xml.zip");
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
        Listening listening = new Listening();
        CompletableFuture<ActionResult> end = start(listening, step(List.of()));

        assertThat(listening.first.get(60, TimeUnit.SECONDS).name()).isEqualTo("test_first");
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
                                        "Expected the runner to execute at least 1 test (minimum_cases), but it executed none; its exit code is 5."));
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
    void saysThatItsTimeWasUpRatherThanThatAReportIsHalfWritten() throws Exception {
        ActionResult result = RunningAction.run(
                action,
                context,
                Map.of(
                        "kind",
                        "command",
                        "command",
                        List.of(
                                "sh",
                                "-c",
                                "echo '<testsuite><testcase name=\"a\"/></testsuite>' > whole.xml;"
                                        + " echo '<testsuite><testcase' > half.xml; exec sleep 1008"),
                        "junit_xml",
                        "*.xml",
                        "timeout",
                        1));

        assertThat(reason(result)).contains("(timeout)");
        assertThat(context.cases).extracting(CaseResult::name).containsExactly("a");
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

    /** A host that notes the first case, and has the files of the test's own. */
    private final class Listening extends SlotContext {

        final CompletableFuture<CaseResult> first = new CompletableFuture<>();

        Listening() {
            limits = ActionLimits.USUAL;
        }

        @Override
        public void caseFinished(CaseResult result) {
            super.caseFinished(result);
            first.complete(result);
        }

        @Override
        public Path filesDirectory() {
            return context.filesDirectory();
        }
    }

    private CompletableFuture<ActionResult> start(SlotContext host, Map<String, ?> value) {
        CompletableFuture<ActionResult> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                end.complete(RunningAction.run(action, host, value));
            } catch (Throwable other) {
                end.completeExceptionally(other);
            }
        });
        return end;
    }

    private static String reason(ActionResult result) {
        return switch (result) {
            case ActionResult.Failed failed -> failed.reason();
            case ActionResult.Broken broken -> broken.reason();
            case ActionResult.Passed passed -> "it passed";
        };
    }

    private static String property(String name) {
        return System.getProperty(name.isEmpty() ? "vigie.test.maven" : "vigie.test.maven." + name);
    }

    private String archive(String name) throws InterruptedException {
        return reason(RunningAction.run(action, context, Map.of("kind", "pytest", "archive", name)));
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
