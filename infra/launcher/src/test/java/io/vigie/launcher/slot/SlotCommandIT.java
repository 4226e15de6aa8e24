package io.vigie.launcher.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.launcher.Vigie;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./vigie run} as a terminal sees it: real processes, real signals. */
class SlotCommandIT {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void givesTheCommandItsSlotAndTheCommandsEndToItsCaller() throws Exception {
        Vigies vigie = new Vigies(Map.of("ZENFLOW_TASK_ID", "9947"));

        Ended ended = vigie.run(
                "--keep-on-failure",
                "sh",
                "-c",
                "cat; echo $ZENFLOW_TASK_ID $BACKEND_PORT $PYTEST_WORKERS $0; cp \"$VIGIE_WORK_DIR/.env.task\" \"$MEDIA_ROOT\";"
                        + " exit 7",
                "--",
                "--version");

        assertThat(ended.code()).isEqualTo(7);
        assertThat(ended.out()).matches("(?s)typed\\n9947 150\\d0 auto --\\n");
        assertThat(ended.err())
                .startsWith("Zenflow task detected: 9947\n")
                .contains("[vigie] slot     9947", "BACKEND_PORT=", "exit code 7; kept: ");
        Path kept = Path.of(found("kept: (.*)", ended.err()));
        assertThat(kept.resolve("work/.env.task")).content().contains("ZENFLOW_TASK_ID=9947");
        assertThat(Path.of(found("media    (.*)", ended.err())).resolve(".env.task"))
                .exists();
        assertThat(vigie.run("no-such-program").code()).isEqualTo(127);
    }

    @Test
    void sharesNothingLetsGoWhenToldToAndIsReclaimedWhenKilled() throws Exception {
        Vigies vigie = new Vigies(Map.of());
        // given: three at once, the first of which leaves a process behind that has detached itself and does not listen
        String waits = "echo \"$BACKEND_PORT $VIGIE_DATABASE_SUFFIX $VIGIE_WORK_DIR $MEDIA_ROOT\" > $0; exec sleep 300";
        Process told = vigie.start(
                "sh",
                "-c",
                "setsid sh -c 'trap \"\" TERM INT; echo $$ > \"$1\"; while :; do sleep 1; done' x "
                        + folder.resolve("detached") + " & " + waits,
                folder.resolve("one").toString());
        Process killed = vigie.start("sh", "-c", waits, folder.resolve("two").toString());
        Process interrupted =
                vigie.start("sh", "-c", waits, folder.resolve("three").toString());
        List<String> slots = new ArrayList<>();
        for (String name : List.of("one", "two", "three")) {
            slots.add(written(folder.resolve(name)));
        }
        for (int field = 0; field < 4; field++) {
            int each = field;
            assertThat(slots.stream().map(slot -> slot.split(" ")[each])).doesNotHaveDuplicates();
        }
        ProcessHandle detached = ProcessHandle.of(Long.parseLong(written(folder.resolve("detached"))))
                .orElseThrow();
        ProcessHandle left = child(killed, "sleep");

        // when
        signal("TERM", told);
        signal("INT", interrupted);
        killed.destroyForcibly();

        // then: signals reach the commands, and nothing of them is left
        assertThat(told.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(told.exitValue()).isEqualTo(143);
        assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.exitValue()).isEqualTo(130);
        await().atMost(LONG_ENOUGH).until(() -> !detached.isAlive());
        await().atMost(LONG_ENOUGH).until(() -> !left.isAlive());
        assertThat(runs()).containsExactly(Path.of(slots.get(1).split(" ")[2]).getParent());

        // and then: the next one takes away what the killed one could not
        assertThat(vigie.run("true").code()).isZero();
        assertThat(runs()).isEmpty();
    }

    private static ProcessHandle child(Process process, String program) {
        return await().atMost(LONG_ENOUGH)
                .until(
                        () -> process.descendants()
                                .filter(each -> each.info().command().orElse("").endsWith(program))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String written(Path file) {
        return await().atMost(LONG_ENOUGH)
                .until(() -> Files.exists(file) ? Files.readString(file) : "", text -> text.endsWith("\n"))
                .strip();
    }

    private List<Path> runs() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("locks/runs"))) {
            return entries.filter(Files::isDirectory).toList();
        }
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private record Ended(int code, String out, String err) {}

    private final class Vigies {

        private final Map<String, String> variables = new HashMap<>();

        Vigies(Map<String, String> variables) {
            this.variables.putAll(variables);
            this.variables.put(
                    "VIGIE_ISOLATION_DIRECTORY", folder.resolve("locks").toString());
            this.variables.put("VIGIE_FIRST_PORT", "15000");
            this.variables.put("VIGIE_LAST_PORT", "15099");
        }

        private ProcessBuilder builder(String... words) {
            List<String> command = new ArrayList<>(List.of(
                    // Whoever starts the tests in the background may have them ignore Ctrl-C, and with them all they
                    // start.
                    "env",
                    "--default-signal=INT",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx96m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    Vigie.class.getName(),
                    "run"));
            command.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().remove("ZENFLOW_TASK_ID");
            builder.environment().remove("PYTEST_WORKERS");
            builder.environment().putAll(variables);
            return builder;
        }

        Process start(String... words) throws IOException {
            Process process = builder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            started.add(process);
            return process;
        }

        Ended run(String... words) throws Exception {
            Path typed = Files.writeString(folder.resolve("in"), "typed\n");
            Path out = folder.resolve("out");
            Path err = folder.resolve("err");
            Process process = builder(words)
                    .redirectInput(typed.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            started.add(process);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }
}
