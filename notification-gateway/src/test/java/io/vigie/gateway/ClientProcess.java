package io.vigie.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of Socket.IO in a process of its own, as its users have it; what it prints is written down line by line. */
final class ClientProcess implements AutoCloseable {

    private static final Path SCRIPTS =
            Path.of("../infra/socket-io").toAbsolutePath().normalize();

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private ClientProcess(Map<String, String> environment, String... command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(SCRIPTS.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        reader = Thread.ofVirtual().start(this::read);
    }

    /** Makes sure that both clients are there, and says where. */
    static Path install() throws IOException, InterruptedException {
        Process installing = new ProcessBuilder(
                        SCRIPTS.resolveSibling("install-socketio.sh").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String where = new String(installing.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (installing.waitFor() != 0) {
            throw new AssertionError("Expected the clients of Socket.IO to be installed, but they are not.");
        }
        return Path.of(where.lines().reduce((first, last) -> last).orElseThrow());
    }

    static ClientProcess node(Path home, Map<String, String> environment, String script) {
        ClientProcess client = new ClientProcess(environment(home, environment), "node", script);
        return client;
    }

    static ClientProcess python(Path home, Map<String, String> environment, String script) {
        return new ClientProcess(environment(home, environment), "/usr/bin/python3", script);
    }

    private static Map<String, String> environment(Path home, Map<String, String> more) {
        Map<String, String> environment = new java.util.HashMap<>(more);
        environment.put("VIGIE_SOCKETIO_HOME", home.toString());
        environment.put(
                "PYTHONPATH",
                home.resolve("python/usr/lib/python3/dist-packages").toString());
        environment.put("PYTHONIOENCODING", "utf-8");
        return environment;
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException ended) {
            // The process was stopped.
        }
    }

    void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException failed) {
            throw new UncheckedIOException("Expected the client to listen, but it said: " + lines, failed);
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What it printed, where every line is JSON. */
    List<JsonNode> said() {
        return lines.stream()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    boolean isOver() {
        return !reader.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
