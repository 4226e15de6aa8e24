package io.vigie.actions.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.LogLevel;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that behave and programs that do not, under every isolation that this machine can give. After each of them nothing of it
 * may be left: its processes are looked for by a variable that only they have.
 */
@Timeout(60)
class ContainmentIT {

    private static final Duration GRACE = Duration.ofMillis(400);
    private static final ProcessSettings SETTINGS = ProcessSettings.of(System.getenv());

    private static final String FORK_BOMB = """
            import os
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
            """;

    private final SlotContext context = new SlotContext();
    private final String mark = UUID.randomUUID().toString();

    static Stream<ProcessRunner> runners() throws IOException {
        Tools tools = Tools.ofThisMachine();
        List<Confinement> confinements = new ArrayList<>(List.of(Machine.confinement(SETTINGS)));
        boolean isRoot = Proc.status(ProcessHandle.current().pid())
                .map(status -> status.uid() == 0)
                .orElse(false);
        if (isRoot && isReachable(Path.of("target").toRealPath())) {
            confinements.add(new UserConfinement(tools));
            confinements.add(new AsAnotherUser(new NamespaceConfinement(tools, false)));
            confinements.add(new AsAnotherUser(new GroupConfinement(tools)));
        }
        return confinements.stream().map(confinement -> new ProcessRunner(SETTINGS, confinement, GRACE) {
            @Override
            public String toString() {
                return isolation();
            }
        });
    }

    private static boolean isReachable(Path directory) throws IOException {
        for (Path above = directory; above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).toString().contains("OTHERS_EXECUTE")) {
                return false;
            }
        }
        return true;
    }

    /** What a worker does that is not root itself. */
    private record AsAnotherUser(Confinement confinement) implements Confinement {

        @Override
        public Isolation isolation() {
            return confinement.isolation();
        }

        @Override
        public List<String> command(Cell cell) {
            List<String> words = new ArrayList<>(
                    List.of("setpriv", "--reuid=" + cell.uid(), "--regid=" + cell.uid(), "--clear-groups", "--"));
            words.addAll(confinement.command(cell));
            return words;
        }

        @Override
        public void ask(Process process, Cell cell) {
            confinement.ask(process, cell);
        }

        @Override
        public void end(Process process, Cell cell) {
            confinement.end(process, cell);
        }

        @Override
        public Set<Long> members(Process process, Cell cell) {
            return confinement.members(process, cell);
        }

        @Override
        public Optional<Process> guard(Process process, Cell cell) throws IOException, InterruptedException {
            return confinement.guard(process, cell);
        }

        @Override
        public boolean givesUsers() {
            return true;
        }

        @Override
        public Path temporary(Path work) {
            return confinement.temporary(work);
        }
    }

    @AfterEach
    void leavesNothing() {
        assertThat(Proc.marked("MARK_OF_TEST=" + mark)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("runners")
    void runsAProgramWithItsInputAndOutputs(ProcessRunner runner) throws Exception {
        Ended ended = runner.run(context, shell("cat; echo oh >&2; exit 3").reading("hé\nho"));

        assertThat(ended)
                .extracting(Ended::exitCode, Ended::stdout, Ended::stderr, Ended::stopped)
                .containsExactly(3, "hé\nho", "oh\n", Optional.empty());
        assertThat(context.lines).contains("hé", "ho", "oh");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void showsNothingOfTheWorkersEnvironment(ProcessRunner runner) throws Exception {
        Ended ended = runner.run(
                context,
                Program.of(List.of("env"), context.workDirectory(), Duration.ofSeconds(20))
                        .with(Map.of("MARK_OF_TEST", mark, "TOLD", "it's \"so\" $HOME\n2")));

        assertThat(ended.stdout().replaceAll("(?m)^2\n", "").lines().map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder(
                        "PATH",
                        "HOME",
                        "TMPDIR",
                        "LANG",
                        "TZ",
                        "VIGIE_FILES_DIR",
                        "VIGIE_PROCESS",
                        "VIGIE_WORKER_ID",
                        "VIGIE_PORT_FIRST",
                        "VIGIE_PORT_LAST",
                        "VIGIE_DATABASE_SUFFIX",
                        "MEDIA_ROOT",
                        "MARK_OF_TEST",
                        "TOLD");
        assertThat(ended.stdout())
                .contains("TOLD=it's \"so\" $HOME\n2\n")
                .contains("HOME=" + context.workDirectory().toRealPath() + "\n");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void endsAProgramThatWritesTooMuch(ProcessRunner runner) throws Exception {
        Ended ended = runner.run(context, shell("yes 0123456789 | head -c 1G").quietly());

        assertThat(ended.stopped()).get().asString().contains("limit output_bytes");
        assertThat(ended.stdout()).hasSizeLessThanOrEqualTo(ProcessRunner.MOST_KEPT_CHARACTERS);
    }

    @Test
    void endsAProgramThatIgnoresBeingAsked() throws Exception {
        Map<String, Ended> each = underEachAtOnce(where ->
                shell(where, "trap 'echo asked' TERM; echo on; while :; do sleep 0.05; done", Duration.ofMillis(600)));

        assertThat(each).allSatisfy((isolation, ended) -> {
            assertThat(ended.stopped())
                    .hasValue(
                            "Expected the program to end within 0.6 s (timeout), but it was still running; it was ended.");
            assertThat(ended.stdout()).startsWith("on\nasked");
            assertThat(ended.durationMillis()).isGreaterThanOrEqualTo(600 + GRACE.toMillis());
        });
    }

    @Test
    void letsAProgramThatIsAskedTidyUp() throws Exception {
        Map<String, Ended> each = underEachAtOnce(where ->
                shell(where, "trap 'echo tidy; exit 0' TERM; echo on; sleep 1000 & wait", Duration.ofMillis(600)));

        assertThat(each).allSatisfy((isolation, ended) -> {
            assertThat(ended.stopped()).get().asString().contains("(timeout)");
            assertThat(ended.stdout()).contains("tidy");
        });
    }

    @Test
    void endsChildrenThatDetachThemselves() throws Exception {
        Map<String, Ended> each = underEachAtOnce(where -> shell(
                where,
                "(setsid sh -c 'nohup sleep 1001 >/dev/null 2>&1 & setsid nohup sleep 1002 & sleep 1003' &) &"
                        + " sleep 0.3; echo done",
                Duration.ofSeconds(20)));

        assertThat(each).allSatisfy((isolation, ended) -> {
            assertThat(ended.stopped()).as("no child holds the end up").isEmpty();
            assertThat(ended.stdout()).isEqualTo("done\n");
        });
    }

    /** What becomes of a program under each isolation; at the same time, since it takes its time. */
    private Map<String, Ended> underEachAtOnce(Function<SlotContext, Program> program) throws Exception {
        Map<String, Future<Ended>> running = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ProcessRunner runner : runners().toList()) {
                SlotContext own = new SlotContext();
                running.put(runner.isolation(), threads.submit(() -> runner.run(own, program.apply(own))));
            }
        }
        Map<String, Ended> ended = new LinkedHashMap<>();
        for (Map.Entry<String, Future<Ended>> each : running.entrySet()) {
            ended.put(each.getKey(), each.getValue().get());
        }
        return ended;
    }

    @ParameterizedTest
    @MethodSource("runners")
    void refusesMoreMemoryThanTheLimit(ProcessRunner runner) throws Exception {
        context.limits = SlotContext.limits(1 << 20, 192L << 20, 64, 4L << 20);
        String hog = "held = []\nwhile True: held.append(bytearray(16_000_000))";

        Ended refused = runner.run(context, python(hog));
        Ended ended = runner.run(context, python(hog).holding(Program.Memory.RESIDENT));

        assertThat(refused.stopped()).get().asString().contains("limit memory_bytes");
        assertThat(ended.stopped()).get().asString().contains("limit memory_bytes");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void refusesAFileThatIsTooLarge(ProcessRunner runner) throws Exception {
        Ended ended = runner.run(context, shell("head -c 1G /dev/zero > large"));

        assertThat(ended.stopped()).get().asString().contains("limit disk_bytes");
        assertThat(Files.size(context.workDirectory().resolve("large"))).isEqualTo(4L << 20);
    }

    @Test
    void blamesNoLimitForWhatAProgramMerelySays() throws Exception {
        ProcessRunner runner = new ProcessRunner(SETTINGS, null, GRACE);

        Ended upload = runner.run(context, shell("echo 'upload refused: File too large' >&2; exit 1"));
        Ended socket = runner.run(context, shell("echo 'recv: Resource temporarily unavailable' >&2; exit 1"));
        Ended file = runner.run(
                context,
                python("open('large', 'wb', 0).write(bytes(1)); f = open('large', 'ab', 0)\n"
                        + "while True: f.write(bytes(1 << 20))"));

        assertThat(List.of(upload, socket))
                .allSatisfy(ended -> assertThat(ended)
                        .extracting(Ended::exitCode, Ended::stopped)
                        .containsExactly(1, Optional.empty()));
        assertThat(file.stopped()).get().asString().contains("limit disk_bytes");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void containsAForkBombAndGoesOn(ProcessRunner runner) throws Exception {
        Assumptions.assumeFalse(
                runner.isolation().equals("group"), "it counts what the worker's user runs, who is another one here");
        // First something harmless that has an end of its own: only where it is stopped is a bomb let off.
        context.limits = SlotContext.limits(1 << 20, 512L << 20, 20, 4L << 20);
        Ended probe = runner.run(
                context, shell("for i in $(seq 60); do sleep 3 & done; wait").quietly());
        Assumptions.assumeTrue(
                probe.stopped().filter(why -> why.contains("limit processes")).isPresent(), "no limit, no bomb");

        Ended bomb = runner.run(context, python(FORK_BOMB).quietly());

        assertThat(bomb.stopped()).get().asString().contains("limit processes");
        assertThat(runner.run(context, shell("echo next")).stdout()).isEqualTo("next\n");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void givesUpAtOnceWhenInterruptedAndEndsTheProgramBehind(ProcessRunner runner) throws Exception {
        CompletableFuture<Void> isUnderWay = new CompletableFuture<>();
        SlotContext listening = new SlotContext() {
            @Override
            public void log(LogLevel level, String text) {
                isUnderWay.complete(null);
            }
        };
        Program stubborn = shell(
                listening,
                "trap '' TERM; echo on; (setsid sleep 1004 &); while :; do sleep 0.05; done",
                Duration.ofMinutes(5));
        CompletableFuture<Long> end = new CompletableFuture<>();
        Thread running = Thread.ofVirtual().start(() -> {
            try {
                runner.run(listening, stubborn);
                end.completeExceptionally(new AssertionError("ended by itself"));
            } catch (InterruptedException asked) {
                end.complete(System.nanoTime());
            } catch (Throwable other) {
                end.completeExceptionally(other);
            }
        });
        isUnderWay.get(10, TimeUnit.SECONDS);

        long start = System.nanoTime();
        running.interrupt();
        long gaveUp = end.get(10, TimeUnit.SECONDS);

        assertThat(Duration.ofNanos(gaveUp - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(runner.run(
                                listening,
                                shell(listening, "echo next", Duration.ofSeconds(20))
                                        .quietly())
                        .stdout())
                .as("the next program of the slot waits until the last is gone, without its grace")
                .isEqualTo("next\n");
        assertThat(Proc.marked("MARK_OF_TEST=" + mark)).isEmpty();
    }

    @Test
    void logsNothingMoreOnceItHasGivenUp() throws Exception {
        ProcessRunner patient = new ProcessRunner(SETTINGS, null, Duration.ofMinutes(1));
        Path beats = context.workDirectory().resolve("beats");
        Program stubborn = shell("trap '' TERM; while :; do echo on; echo >> beats; sleep 0.01; done");
        CompletableFuture<Boolean> hasGivenUp = new CompletableFuture<>();
        Thread running = Thread.ofVirtual().start(() -> {
            try {
                patient.run(context, stubborn);
            } catch (InterruptedException asked) {
                hasGivenUp.complete(true);
            }
        });
        await().until(() -> !context.lines.isEmpty());
        running.interrupt();
        hasGivenUp.get(10, TimeUnit.SECONDS);
        int told = context.lines.size();
        long beaten = Files.size(beats);

        await().until(() -> Files.size(beats) > beaten + 10);

        assertThat(context.lines)
                .as("the log is another step's by then; one line may be on its way")
                .hasSizeLessThanOrEqualTo(told + 1);
        patient.run(context, shell("true"));
    }

    @Test
    void endsWithAWorkerThatIsKilled() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                DyingWorker.class.getName(),
                mark));
        Process worker = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = worker.inputReader()) {
            // Each program tells that what it has started is there.
            for (ProcessRunner runner : runners().toList()) {
                assertThat(said.readLine()).as(runner.toString()).isEqualTo("started");
            }
            assertThat(Proc.marked("MARK_OF_TEST=" + mark)).hasSizeGreaterThanOrEqualTo(3);
        } finally {
            worker.destroyForcibly().waitFor();
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(Proc.marked("MARK_OF_TEST=" + mark)).isEmpty());
    }

    /** A worker that runs one program under each isolation until it is killed. */
    static final class DyingWorker {

        public static void main(String[] arguments) throws IOException {
            for (ProcessRunner runner : runners().toList()) {
                SlotContext context = new SlotContext() {
                    @Override
                    public void log(LogLevel level, String text) {
                        System.out.println(text);
                    }
                };
                Program program = Program.of(
                                List.of(
                                        "sh",
                                        "-c",
                                        "trap '' TERM HUP; sleep 1005 & (setsid sleep 1006 &); echo started;"
                                                + " while :; do sleep 0.1; done"),
                                context.workDirectory(),
                                Duration.ofMinutes(5))
                        .with(Map.of("MARK_OF_TEST", arguments[0]));
                Thread.ofPlatform().start(() -> {
                    try {
                        runner.run(context, program);
                    } catch (InterruptedException never) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        }
    }

    @Test
    void endsWhatADeadWorkerLeftInTheSlot() throws Exception {
        Assumptions.assumeTrue(
                runners().anyMatch(any -> any.isolation().equals("own_user")), "users cannot be changed here");
        long uid = SETTINGS.firstUid() + context.slot().firstPort();
        Process left = new ProcessBuilder(
                        "setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "sleep", "1007")
                .start();
        ProcessRunner runner = new ProcessRunner(SETTINGS, new UserConfinement(Tools.ofThisMachine()), GRACE);
        try {
            Ended ended = runner.run(context, shell("ps -o args= -u $(id -u)"));

            assertThat(ended.stdout()).doesNotContain("1007");
            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            left.destroyForcibly();
        }
    }

    @ParameterizedTest
    @MethodSource("runners")
    void laysNothingOfTheMachinesOverTheTemporaryDirectory(ProcessRunner runner) throws Exception {
        Ended first = runner.run(context, shell("cd \"$HOME\"; rmdir tmp && ln -s /etc tmp && echo laid"));

        Ended next = runner.run(context, shell("ls -A \"$TMPDIR\"; echo x > \"$TMPDIR/mine\""));

        assertThat(first.stdout()).isEqualTo("laid\n");
        assertThat(next).extracting(Ended::exitCode, Ended::stdout).containsExactly(0, "");
    }

    @ParameterizedTest
    @MethodSource("runners")
    void keepsTheWorkersSecretsOutOfReach(ProcessRunner runner) throws Exception {
        Assumptions.assumeFalse(runner.isolation().equals("group"), "the weakest isolation cannot");

        Ended ended = runner.run(
                context,
                shell("cat /proc/%d/environ".formatted(ProcessHandle.current().pid())));

        assertThat(ended.exitCode()).isNotZero();
        assertThat(ended.stdout()).isEmpty();
    }

    @Test
    void hidesWhatTheOperatorHides() throws Exception {
        Path data = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "data");
        Files.writeString(data.resolve("secret"), "x");
        ProcessSettings hiding =
                ProcessSettings.of(Map.of("PATH", System.getenv("PATH"), "VIGIE_DATA", data.toString()));
        ProcessRunner runner = new ProcessRunner(hiding, null, GRACE);
        Assumptions.assumeTrue(runner.isolation().endsWith("namespaces"));

        assertThat(runner.run(context, shell("ls -A " + data + "; ls -A /tmp; ps ax | wc -l"))
                        .stdout())
                .matches("\\d\n");
    }

    @Test
    void startsNothingWhenNoProcessIsAllowed() {
        context.limits = SlotContext.limits(1, 1, 0, 1);

        assertThatThrownBy(() -> new ProcessRunner().run(context, shell("echo on")))
                .isInstanceOf(ActionBrokenException.class)
                .hasMessageContaining("limit processes is 0");
    }

    @Test
    void saysWhatCannotBeStarted() {
        assertThatThrownBy(() -> new ProcessRunner()
                        .run(
                                context,
                                Program.of(List.of("no-such-program"), context.workDirectory(), Duration.ofSeconds(1))))
                .isInstanceOf(ActionBrokenException.class)
                .hasMessage(
                        "Expected to start \"no-such-program\", but there is no such program on the worker's search path.");
    }

    @Test
    void startsNowhereOutsideTheWorkDirectory() throws Exception {
        Files.createSymbolicLink(context.workDirectory().resolve("out"), Path.of("/"));

        for (String name : List.of("out", "..", "/", "out/tmp")) {
            assertThatThrownBy(() -> new ProcessRunner()
                            .run(
                                    context,
                                    Program.of(
                                            List.of("pwd"),
                                            context.workDirectory().resolve(name),
                                            Duration.ofSeconds(1))))
                    .as(name)
                    .isInstanceOf(ActionBrokenException.class)
                    .hasMessageContaining("leads out of it");
        }
    }

    private Program python(String script) {
        return Program.of(List.of("python3", "-c", script), context.workDirectory(), Duration.ofSeconds(20))
                .with(Map.of("MARK_OF_TEST", mark));
    }

    private Program shell(String line) {
        return shell(line, Duration.ofSeconds(20));
    }

    private Program shell(String line, Duration timeout) {
        return shell(context, line, timeout);
    }

    private Program shell(SlotContext where, String line, Duration timeout) {
        return Program.of(List.of("sh", "-c", line), where.workDirectory(), timeout)
                .with(Map.of("MARK_OF_TEST", mark));
    }
}
