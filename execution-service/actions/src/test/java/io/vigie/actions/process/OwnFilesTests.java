package io.vigie.actions.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class OwnFilesTests {

    @TempDir
    Path folder;

    private Path own;

    @BeforeEach
    void fill() throws Exception {
        own = Files.createDirectories(folder.resolve("own/deep")).getParent();
        Files.writeString(own.resolve("deep/report.xml"), "mine");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("report.xml"), "not mine");
        Files.createSymbolicLink(own.resolve("link.xml"), other.resolve("report.xml"));
        Files.createSymbolicLink(own.resolve("linked"), other);
        Files.createSymbolicLink(own.resolve("within.xml"), own.resolve("deep/report.xml"));
    }

    @Test
    void opensAFileBelowTheDirectory() throws Exception {
        try (InputStream content = OwnFiles.open(own, own.resolve("deep/report.xml"))) {
            assertThat(content).hasContent("mine");
        }
        assertThat(OwnFiles.isOwn(own, own.resolve("deep/report.xml"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "link.xml",
                "linked/report.xml",
                "within.xml",
                "deep",
                "missing.xml",
                "deep/../../other/report.xml"
            })
    void followsNoLinkAndLeavesByNoName(String name) {
        assertThatThrownBy(() -> OwnFiles.open(own, own.resolve(name)).close()).isInstanceOf(IOException.class);
        assertThat(OwnFiles.isOwn(own, own.resolve(name))).isFalse();
    }

    @Test
    void waitsForNobodyAtANamedPipe() throws Exception {
        Path pipe = own.resolve("pipe.xml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertThatThrownBy(() -> OwnFiles.open(own, pipe).close()).isInstanceOf(IOException.class);
    }
}
