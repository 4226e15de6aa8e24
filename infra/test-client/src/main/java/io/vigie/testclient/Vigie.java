package io.vigie.testclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An installation, started by the README's own command in a folder of its own, and gone with its data when it is closed or the JVM ends. Tests
 * share one ({@link #running}), so each makes campaigns and reports of its own.
 */
public final class Vigie implements AutoCloseable {

    public static final String ADMIN = "admin@example.com";
    public static final String PASSWORD = "correct horse battery staple";

    private static final Path ROOT =
            Path.of(System.getProperty("vigie.root", "../..")).toAbsolutePath().normalize();
    /** A connection that was cut silently is noticed within seconds; and nobody waits a day for what is kept for a day. */
    private static final Map<String, String> ALERT =
            Map.of("VIGIE_LIVE_HEARTBEAT", "1s", "VIGIE_RETENTION_SHORTEST", "1s", "VIGIE_RETENTION_SETTLE", "1s");

    private static final Duration START = Duration.ofMinutes(4);
    private static final JsonMapper JSON = new JsonMapper();

    private static @Nullable Vigie running;

    private final Path data;
    private final int port;
    private final AtomicBoolean gone = new AtomicBoolean();

    private Vigie(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** The one that all tests of this JVM share. It has two worker processes. */
    public static synchronized Vigie running() {
        Vigie vigie = running == null ? start(2, ALERT) : running;
        running = vigie;
        return vigie;
    }

    /**
     * Starts one more, on free ports.
     *
     * @param workers how many processes run tests
     * @param environment variables for its programs
     */
    public static Vigie start(int workers, Map<String, String> environment) {
        try {
            Path data = Files.createTempDirectory("vigie-installation");
            Vigie vigie = new Vigie(data, freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(vigie::close));
            Result up = run(
                    START,
                    environment,
                    "up",
                    "--detach",
                    "--port",
                    Integer.toString(vigie.port),
                    "--workers",
                    Integer.toString(workers),
                    "--data",
                    data.toString());
            if (up.exitCode() != 0) {
                throw new IllegalStateException("Expected Vigie to start, but: " + up);
            }
            return vigie;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Stops it and deletes its data. */
    @Override
    public void close() {
        if (gone.compareAndSet(false, true)) {
            run(Duration.ofMinutes(2), "reset", "--yes", "--data", data.toString());
        }
    }

    /** Stops it and leaves its data where it is. */
    public void stopAndKeep() {
        if (gone.compareAndSet(false, true)) {
            run(Duration.ofMinutes(2), "down", "--data", data.toString());
        }
    }

    /** Where it keeps everything. */
    public Path data() {
        return data;
    }

    /**
     * Waits until the classes of its programs are archived, which the first start of a new installation does behind everything else: from then on a
     * program starts as quickly as on any later day.
     *
     * @return whether they are; on a machine that is busy all the time it takes longer than this patience
     */
    public boolean settle(Duration patience) {
        try {
            Awaitility.await()
                    .atMost(patience)
                    .pollInterval(Duration.ofMillis(500))
                    .until(this::hasArchives);
            return true;
        } catch (ConditionTimeoutException busy) {
            return false;
        }
    }

    private boolean hasArchives() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("programs"), 2)) {
            Set<String> names = files.map(Path::toString).collect(Collectors.toSet());
            return names.stream()
                    .filter(name -> name.endsWith(".list"))
                    .allMatch(name -> names.contains(name.replace(".list", ".jsa")));
        }
    }

    /** Its programs as its supervisor saw them last. */
    public List<ProgramNow> programs() {
        try {
            return JSON.readTree(Files.readString(data.resolve("run/state.json")))
                    .path("programs")
                    .valueStream()
                    .map(ProgramNow::of)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public ProgramNow program(String name) {
        return programs().stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("Expected a program \"%s\", but there is none.".formatted(name)));
    }

    /**
     * One program of the installation.
     *
     * @param pid its process, 0 while it has none
     * @param startedAt the instant of that process's birth in milliseconds, since numbers are given again
     * @param state waiting, starting, running, unhealthy, restarting or stopped
     */
    public record ProgramNow(String name, long pid, long startedAt, int port, String state) {

        private static ProgramNow of(JsonNode program) {
            return new ProgramNow(
                    program.path("name").asString(),
                    program.path("identity").path("pid").asLong(0),
                    program.path("identity").path("startedAt").asLong(0),
                    program.path("port").asInt(),
                    program.path("state").asString().toLowerCase(Locale.ROOT));
        }

        public boolean runs() {
            return state.equals("running");
        }

        /** Its process, when it lives and is the one that was born then. */
        public Optional<ProcessHandle> process() {
            return pid == 0
                    ? Optional.empty()
                    : ProcessHandle.of(pid)
                            .filter(ProcessHandle::isAlive)
                            .filter(process -> process.info()
                                    .startInstant()
                                    .map(born -> Math.abs(born.toEpochMilli() - startedAt) <= 2_000)
                                    .orElse(false));
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String kafka() {
        return "127.0.0.1:" + program("kafka").port();
    }

    /** What {@code ./vigie status --json} says. */
    public JsonNode status() {
        return JSON.readTree(run(Duration.ofMinutes(1), "status", "--json", "--data", data.toString())
                .output());
    }

    public JsonNode process(String name) {
        for (JsonNode process : status().path("processes")) {
            if (process.path("name").asString().equals(name)) {
                return process;
            }
        }
        throw new IllegalStateException("Expected a process \"%s\", but status names none.".formatted(name));
    }

    /** Ends a process of this installation at once, as {@code kill -9} does. */
    public void kill(String name) {
        program(name).process().orElseThrow().destroyForcibly();
    }

    public static Result run(Duration limit, String... arguments) {
        return run(limit, Map.of(), arguments);
    }

    private static Result run(Duration limit, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("vigie").toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("vigie", ".out");
            Path err = Files.createTempFile("vigie", ".err");
            try {
                return run(limit, environment, command, out, err);
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static Result run(Duration limit, Map<String, String> environment, List<String> command, Path out, Path err)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("VIGIE_ADMIN_PASSWORD", PASSWORD);
        builder.environment().put("VIGIE_PREBUILT", "yes");
        Process process = builder.start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("Expected \"%s\" to end within %s, but it did not.\n%s\n%s"
                    .formatted(String.join(" ", command), limit, Files.readString(out), Files.readString(err)));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    public record Result(int exitCode, String output, String errors) {}

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
