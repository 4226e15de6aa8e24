package io.vigie.testclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One installation for all tests of this JVM, started by the README's own command in a folder of its own, and stopped when
 * the JVM ends. Tests share it, so each makes campaigns and reports of its own.
 */
public final class Vigie {

    public static final String ADMIN = "admin@example.com";
    public static final String PASSWORD = "correct horse battery staple";

    private static final Path ROOT =
            Path.of(System.getProperty("vigie.root", "../..")).toAbsolutePath().normalize();
    private static final Duration START = Duration.ofMinutes(4);
    private static final JsonMapper JSON = new JsonMapper();

    private static @Nullable Vigie running;

    private final Path data;
    private final int port;

    private Vigie(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    public static synchronized Vigie running() {
        Vigie vigie = running == null ? start() : running;
        running = vigie;
        return vigie;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String kafka() {
        return "127.0.0.1:" + process("kafka").path("port").asInt();
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
        long pid = process(name).path("pid").asLong();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    public static Result run(Duration limit, String... arguments) {
        List<String> command = new ArrayList<>(List.of(ROOT.resolve("vigie").toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("vigie", ".out");
            Path err = Files.createTempFile("vigie", ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(ROOT.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("VIGIE_ADMIN_PASSWORD", PASSWORD);
            builder.environment().put("VIGIE_PREBUILT", "yes");
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("Expected \"vigie %s\" to end within %s, but it did not.\n%s\n%s"
                        .formatted(String.join(" ", arguments), limit, Files.readString(out), Files.readString(err)));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public record Result(int exitCode, String output, String errors) {}

    private static Vigie start() {
        try {
            Path data = Files.createTempDirectory("vigie-end-to-end");
            int port = freePort();
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> run(Duration.ofMinutes(1), "reset", "--yes", "--data", data.toString())));
            Result up = run(START, "up", "--detach", "--port", Integer.toString(port), "--data", data.toString());
            if (up.exitCode() != 0) {
                throw new IllegalStateException("Expected Vigie to start, but: " + up);
            }
            return new Vigie(data, port);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
