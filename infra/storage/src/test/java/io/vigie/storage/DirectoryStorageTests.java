package io.vigie.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStorageTests extends StorageContract {

    @TempDir
    Path folder;

    private Path root;
    private FileStorage storage;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("new").resolve("files");
        storage = DirectoryStorage.open(root);
    }

    @Override
    FileStorage storage() {
        return storage;
    }

    @Override
    int churn() {
        return 2_000;
    }

    @Test
    void keepsWhatAnEarlierProcessPut() throws Exception {
        put("a/b", "kept");

        try (FileStorage.Content content =
                DirectoryStorage.open(root).get("a/b").orElseThrow()) {
            assertThat(content.stream().readAllBytes()).asString().isEqualTo("kept");
        }
    }

    @Test
    void leavesNothingBehindOfWhatWasDeletedOrRefused() throws Exception {
        put("a/b/c", "x");
        put("d/e/f", "x");
        storage.delete("a/b/c");
        storage.deleteAll("d/e/");
        assertThatThrownBy(() -> storage.put("g/h", stream("123456"), 5)).isInstanceOf(FileStorage.TooLarge.class);

        try (Stream<Path> paths = Files.walk(root)) {
            assertThat(paths.map(path -> root.relativize(path).toString())).containsOnly("", "~incoming");
        }
    }

    @Test
    void keepsFilesFromOtherUsersOfTheMachine() throws Exception {
        put("a/b", "x");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a/b"))))
                .isEqualTo("rw-------");
    }

    @Test
    void neverFollowsALink() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("folder-link"), outside);
        Files.createSymbolicLink(root.resolve("file-link"), outside.resolve("secret"));

        assertThat(storage.get("folder-link/secret")).isEmpty();
        assertThat(storage.get("file-link")).isEmpty();
        assertThatThrownBy(() -> put("folder-link/planted", "x")).isInstanceOf(IOException.class);
        storage.delete("folder-link/secret");
        storage.deleteAll("folder-link/");
        put("file-link", "replaces the link itself");

        assertThat(outside.resolve("planted")).doesNotExist();
        assertThat(outside.resolve("secret")).hasContent("secret");
        assertThat(root.resolve("file-link")).isRegularFile();
    }

    @Test
    void removesTheLinksOfAFolderButNotWhatTheyLeadTo() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("kept"), "kept");
        put("a/b", "x");
        Files.createSymbolicLink(root.resolve("a/link"), outside);

        storage.deleteAll("a/");

        assertThat(root.resolve("a")).doesNotExist();
        assertThat(outside.resolve("kept")).hasContent("kept");
    }

    @Test
    void sweepsWhatACrashLeftADayAgoButNotWhatIsBeingWritten() throws Exception {
        Path incoming = root.resolve("~incoming");
        Path old = Files.writeString(incoming.resolve("old.part"), "half");
        Path fresh = Files.writeString(incoming.resolve("fresh.part"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));

        DirectoryStorage.open(root);

        assertThat(List.of(old, fresh)).filteredOn(Files::exists).containsExactly(fresh);
    }
}
