package io.vigie.execution.intake;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A coordinator alone in a process of its own, so that a test can kill it as a machine would. */
final class CoordinatorProcess {

    private CoordinatorProcess() {}

    /** @param arguments bootstrap servers, the data directory */
    public static void main(String[] arguments) throws Exception {
        var configuration = new CoordinatorConfiguration();
        var settings = new CoordinatorSettings(
                true,
                "vigie-coordinator",
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                3,
                4,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                1,
                Duration.ofMillis(Long.getLong("vigie.commit", 10)));
        var watch = configuration.brokerWatch(arguments[0]);
        var streams = configuration.coordinatorStreams(
                settings, watch, new SimpleMeterRegistry(), arguments[0], Path.of(arguments[1]));
        watch.start();
        streams.start();
        Thread.currentThread().join();
    }

    static Process start(String bootstrap, Path data, String... options) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                CoordinatorProcess.class.getName(),
                bootstrap,
                data.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.resolve("coordinator.log").toFile()))
                .start();
    }
}
