package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SpooledLinesTests {

    @TempDir
    Path folder;

    @Test
    void givesBackEveryLineAsOftenAsAsked() throws IOException {
        try (SpooledLines lines = new SpooledLines(folder)) {
            StringBuilder all = new StringBuilder();
            for (int number : IntStream.range(0, 20_000).toArray()) {
                lines.add("line é " + number + "\n");
                all.append("line é ").append(number).append('\n');
            }

            assertThat(copied(lines)).isEqualTo(all.toString());
            lines.add("one more\n");
            assertThat(copied(lines)).isEqualTo(all + "one more\n");
            assertThat(lines.isEmpty()).isFalse();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void leavesNothingEvenIfNobodyClosesIt() throws IOException {
        SpooledLines open = new SpooledLines(folder);
        open.add("line\n");

        assertThat(copied(open)).isEqualTo("line\n");
        assertThat(folder).isEmptyDirectory();
        open.close();
    }

    @Test
    void leavesNothingOnceItIsClosed() throws IOException {
        try (SpooledLines lines = new SpooledLines(folder)) {
            assertThat(lines.isEmpty()).isTrue();
        }

        assertThat(folder).isEmptyDirectory();
    }

    private static String copied(SpooledLines lines) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        lines.copy(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
