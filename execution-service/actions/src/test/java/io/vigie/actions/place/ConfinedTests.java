package io.vigie.actions.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.vigie.action.ActionBrokenException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConfinedTests {

    @TempDir
    Path above;

    private Path root;
    private Path secret;
    private Confined confined;

    @BeforeEach
    void layOut() throws IOException {
        root = Files.createDirectory(above.resolve("files"));
        secret = Files.writeString(above.resolve("secret"), "top secret");
        confined = new Confined(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "..",
                "../secret",
                "a/../../secret",
                "a/..",
                "./secret",
                "a//b",
                "",
                " ",
                "a/./b",
                "a\\..\\b",
                "a\nb",
                "a\u0000b",
                "~/../x/",
                "//etc",
                "../",
                "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q"
            })
    void knowsNoNameThatLeadsElsewhere(String name) {
        assertThat(FileName.parse(name)).as(name).isEmpty();
    }

    @Test
    void knowsNoNameThatIsTooLong() {
        assertThat(FileName.parse("é".repeat(128))).isEmpty();
        assertThat(FileName.parse("é".repeat(127))).isPresent();
    }

    @Test
    void readsWhatItHasWritten() throws Exception {
        write("data/users.csv", "a;b");

        assertThat(read("data/users.csv")).isEqualTo("a;b");
        assertThat(Files.readString(root.resolve("data/users.csv"))).isEqualTo("a;b");
        assertThat(confined.list(name("data")).entries())
                .extracting(Entry::name, Entry::kind, Entry::size)
                .containsExactly(tuple("users.csv", Entry.Kind.FILE, 3L));
    }

    @Test
    void leavesNothingOfAFileThatWasNotFinished() throws Exception {
        Files.writeString(root.resolve("kept"), "before");
        try (Confined.Writing writing = confined.write(name("kept"))) {
            writing.stream().write("half".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(confined.list(name(".")).entries()).extracting(Entry::name).containsExactly("kept");
        assertThat(read("kept")).isEqualTo("before");
    }

    @Test
    void followsNoLinkToAFile() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), secret);

        assertThatThrownBy(() -> confined.read(name("link")))
                .isInstanceOf(ActionBrokenException.class)
                .hasMessage("Expected to read \"link\", but it is a link, and links are not followed.");
        assertThatThrownBy(() -> confined.append(name("link"))).hasMessageContaining("links are not followed");
        assertThatThrownBy(() -> confined.rename(name("link"), confined, name("copy")))
                .hasMessageContaining("links are not followed");
    }

    @Test
    void replacesALinkInsteadOfWritingThroughIt() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), secret);

        write("link", "mine");

        assertThat(Files.readString(secret)).isEqualTo("top secret");
        assertThat(Files.isSymbolicLink(root.resolve("link"))).isFalse();
        assertThat(read("link")).isEqualTo("mine");
    }

    @Test
    void followsNoLinkToADirectory() throws Exception {
        Files.createSymbolicLink(root.resolve("up"), above);

        for (ThrowingCallable refused : List.<ThrowingCallable>of(
                () -> confined.read(name("up/secret")),
                () -> confined.write(name("up/new")),
                () -> confined.append(name("up/secret")),
                () -> confined.delete(name("up/secret")),
                () -> confined.list(name("up")),
                () -> confined.makeDirectory(name("up/new")),
                () -> confined.rename(name("up/secret"), confined, name("mine")))) {
            assertThatThrownBy(refused).hasMessageContaining("\"up\" is a link, and links are not followed");
        }
        assertThat(confined.find(name("up/secret"))).isEmpty();
        assertThat(secret).exists();
        assertThat(above.resolve("new")).doesNotExist();
    }

    @Test
    void deletesALinkAndNotWhatItLeadsTo() throws Exception {
        Files.createSymbolicLink(root.resolve("link"), secret);

        confined.delete(name("link"));

        assertThat(root.resolve("link")).doesNotExist();
        assertThat(secret).exists();
    }

    @Test
    void refusesADirectoryThatBecameALink() throws Exception {
        Files.delete(root);
        Files.createSymbolicLink(root, above);

        assertThatThrownBy(() -> confined.read(name("secret"))).hasMessageContaining("links are not followed");
    }

    @Test
    void readsNoPipeThatWouldNeverEnd() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", root.resolve("pipe").toString())
                        .start()
                        .waitFor(10, TimeUnit.SECONDS))
                .isTrue();

        assertThatThrownBy(() -> confined.read(name("pipe")))
                .hasMessage("Expected to read \"pipe\", but it is no regular file.");
    }

    /** A process of the test swaps a directory for a link as fast as it can; no read may ever get to the other side. */
    @Test
    void neverLosesTheRaceAgainstALink() throws Exception {
        Files.createDirectory(root.resolve("real"));
        Files.writeString(root.resolve("real/secret"), "harmless");
        Path swapped = root.resolve("swapped");
        AtomicBoolean isOver = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().start(() -> {
            while (!isOver.get()) {
                try {
                    Files.move(root.resolve("real"), swapped);
                    Files.move(swapped, root.resolve("real"));
                    Files.createSymbolicLink(swapped, above);
                    Files.delete(swapped);
                } catch (IOException raced) {
                    throw new UncheckedIOException(raced);
                }
            }
        });
        List<String> seen = new ArrayList<>();
        for (int attempt = 0; attempt < 3_000; attempt++) {
            try {
                seen.add(read("swapped/secret"));
            } catch (ActionBrokenException refused) {
                // Most attempts find nothing or a link, and say so.
            }
        }
        isOver.set(true);
        swapper.join();

        assertThat(seen).doesNotContain("top secret");
    }

    @Test
    void saysWhatIsNotThere() {
        assertThatThrownBy(() -> confined.read(name("nothing")))
                .hasMessage("Expected to read \"nothing\", but there is nothing of that name.");
        assertThatThrownBy(() -> confined.read(name("no/thing")))
                .hasMessage("Expected to read \"no/thing\", but there is nothing of that name.");
    }

    @Test
    void appendsWithinADirectoryThatItMakes() throws Exception {
        for (String part : List.of("a", "b")) {
            try (OutputStream stream = confined.append(name("new/log"))) {
                stream.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThat(read("new/log")).isEqualTo("ab");
    }

    @Test
    void listsNoMoreThanAnEventCanCarry() throws Exception {
        for (int i = 0; i <= Listing.MOST_ENTRIES; i++) {
            Files.createFile(root.resolve("f" + i));
        }

        assertThatThrownBy(() -> confined.list(name(".")))
                .hasMessageStartingWith("Expected \".\" to hold at most 1000 entries");
    }

    private void write(String name, String text) throws Exception {
        try (Confined.Writing writing = confined.write(name(name))) {
            writing.stream().write(text.getBytes(StandardCharsets.UTF_8));
            writing.finish();
        }
    }

    private String read(String name) throws InterruptedException {
        try (Confined.Reading reading = confined.read(name(name))) {
            return new String(reading.stream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static FileName name(String text) {
        return FileName.parse(text).orElseThrow();
    }
}
