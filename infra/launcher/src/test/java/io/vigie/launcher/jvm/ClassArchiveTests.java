package io.vigie.launcher.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTests {

    @TempDir
    Path home;

    @Test
    void hasTheFirstStartWriteDownItsClasses() {
        ClassArchive archive = ClassArchive.of(home, "like this");

        assertThat(archive.optionsOfNextStart(true)).contains("-XX:DumpLoadedClassList=" + archive.list());
    }

    @Test
    void hasLaterStartsUseTheArchive() throws Exception {
        ClassArchive archive = ClassArchive.of(home, "like this");
        Files.writeString(archive.archive(), "");

        assertThat(archive.optionsOfNextStart(false)).contains("-XX:SharedArchiveFile=" + archive.archive());
    }

    @Test
    void leavesTheListToTheOneWhoMakesIt() {
        assertThat(ClassArchive.of(home, "like this").optionsOfNextStart(false)).containsExactly("-Xshare:auto");
    }

    @Test
    void isAnotherForAProgramThatIsStartedOtherwise() {
        assertThat(ClassArchive.of(home, List.of("a.jar"))).isNotEqualTo(ClassArchive.of(home, List.of("b.jar")));
    }

    @Test
    void isNotMadeWithoutAList() throws Exception {
        ClassArchive archive = ClassArchive.of(home, "like this");

        archive.create(List.of(), home.resolve("java.args"));

        assertThat(home).isEmptyDirectory();
    }
}
