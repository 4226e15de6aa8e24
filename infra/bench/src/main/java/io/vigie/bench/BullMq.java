package io.vigie.bench;

import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** The reference for dispatch: BullMQ on a Redis of its own, which keeps everything in memory and is stopped again. Needs Node and npm. */
final class BullMq {

    private static final Path FOLDER =
            Path.of(System.getProperty("vigie.root", "../..")).resolve("infra/bench");
    private static final int SEQUENTIAL_JOBS = 3_000;
    private static final int PARALLEL_JOBS = 10_000;

    private BullMq() {}

    /** Gaps in milliseconds. */
    record Measured(double gapP50, double gapP99, double parallelPerSecond) {}

    static Measured measure(int concurrency) throws IOException, InterruptedException {
        String redis = run(FOLDER, List.of("./install-redis.sh")).strip();
        Path jobs = FOLDER.resolve("bullmq");
        // Not "npm ci": registries that lack an optional package of another platform make it refuse the lock file.
        run(jobs, List.of("npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"));
        int port = Vigie.freePort();
        Path data = Files.createTempDirectory("vigie-bench-redis");
        Process server = new ProcessBuilder(
                        redis,
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        data.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        try {
            awaitPort(port);
            JsonNode said = Client.JSON.readTree(run(
                    jobs,
                    List.of(
                            "node",
                            "bench.mjs",
                            Integer.toString(port),
                            Integer.toString(SEQUENTIAL_JOBS),
                            Integer.toString(PARALLEL_JOBS),
                            Integer.toString(concurrency))));
            return new Measured(
                    said.path("gapP50Millis").asDouble(),
                    said.path("gapP99Millis").asDouble(),
                    said.path("parallelPerSecond").asDouble());
        } finally {
            server.destroy();
            if (!server.waitFor(10, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
            Files.deleteIfExists(data);
        }
    }

    private static void awaitPort(int port) throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        throw new IOException("Expected Redis to listen on port %d, but it does not.".formatted(port));
    }

    private static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("vigie-bench", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(errors.toFile())
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("Expected \"%s\" to do its work, but it said: %s%s"
                        .formatted(String.join(" ", command), said, Files.readString(errors)));
            }
            return said;
        } finally {
            Files.deleteIfExists(errors);
        }
    }
}
