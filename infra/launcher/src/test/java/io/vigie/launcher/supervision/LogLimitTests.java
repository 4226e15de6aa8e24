package io.vigie.launcher.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLimitTests {

    @TempDir
    Path folder;

    @Test
    void leavesAShortLogAlone() throws Exception {
        Path log = Files.writeString(folder.resolve("kafka.log"), "short");

        new LogLimit(folder, 10).run();

        assertThat(log).hasContent("short");
    }

    @Test
    void setsALongLogAsideWhileItsProgramWritesOn() throws Exception {
        Path log = folder.resolve("kafka.log");
        try (var program = Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            program.write("a long story\n".getBytes());
            program.flush();

            new LogLimit(folder, 10).run();
            program.write("goes on\n".getBytes());
        }

        assertThat(log).hasContent("goes on\n");
        assertThat(folder.resolve("kafka.log.1")).hasContent("a long story\n");
    }
}
