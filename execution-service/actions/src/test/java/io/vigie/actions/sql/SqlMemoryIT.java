package io.vigie.actions.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In JVMs of their own, small enough to be filled. */
@Timeout(60)
class SqlMemoryIT {

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC"})
    void endsTheStepThatFillsTheWorkerAndNoOther(String collector, @TempDir Path folder) throws Exception {
        assertThat(endings(collector, folder))
                .satisfiesExactly(
                        ending -> assertThat(ending).isEqualTo("passed"),
                        ending -> assertThat(ending)
                                .matches(
                                        "Expected the worker to have memory for the database in memory, but it ran short after the "
                                                + "step had asked for \\d+ MB; the step was stopped there\\."),
                        ending -> assertThat(ending).isEqualTo("passed"));
    }

    private static List<String> endings(String collector, Path folder) throws IOException, InterruptedException {
        Path arguments = folder.resolve("java.args");
        Files.writeString(
                arguments,
                "-cp \""
                        + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                .replace("\\", "\\\\")
                        + "\"\n");
        Process worker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        collector,
                        "-Xshare:auto",
                        "@" + arguments,
                        SmallWorker.class.getName())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            return new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } finally {
            worker.destroyForcibly();
        }
    }
}
