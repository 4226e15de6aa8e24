package io.vigie.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every storage promises. */
abstract class StorageContract {

    static final long LIMIT = 1_000_000;

    /** A storage that nobody else uses. */
    abstract FileStorage storage();

    /** How many files are put and deleted at once: as many as it takes to see a race, where files cost little. */
    int churn() {
        return 60;
    }

    @Test
    void givesBackWhatWasPutWithItsLengthAndDigest() throws Exception {
        byte[] content = new byte[300_000];
        new Random(7).nextBytes(content);

        FileStorage.Stored stored = storage().put("campaign/c1/file-1.bin", new ByteArrayInputStream(content), LIMIT);

        assertThat(stored.key()).isEqualTo("campaign/c1/file-1.bin");
        assertThat(stored.size()).isEqualTo(content.length);
        assertThat(stored.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        try (FileStorage.Content read = storage().get("campaign/c1/file-1.bin").orElseThrow()) {
            assertThat(read.size()).isEqualTo(content.length);
            assertThat(read.stream().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void keepsAnEmptyFile() throws Exception {
        assertThat(put("empty/a", "").size()).isZero();
        assertThat(read("empty/a")).isEmpty();
    }

    @Test
    void replacesAFile() throws Exception {
        put("replace/a", "first and longer");
        put("replace/a", "second");

        assertThat(read("replace/a")).isEqualTo("second");
    }

    @Test
    void takesAContentOfExactlyTheLimit() throws Exception {
        assertThat(storage().put("limit/exact", stream("12345"), 5).size()).isEqualTo(5);
    }

    @Test
    void refusesAContentOverTheLimitAndKeepsWhatWasThere() throws Exception {
        put("limit/a", "before");

        assertThatThrownBy(() -> storage().put("limit/a", stream("123456"), 5))
                .isInstanceOfSatisfying(
                        FileStorage.TooLarge.class,
                        tooLarge -> assertThat(tooLarge.limit()).isEqualTo(5))
                .hasMessage("Expected a file of at most 5 bytes, but it is longer.");
        assertThatThrownBy(() -> storage().put("limit/b", stream("123456"), 5))
                .isInstanceOf(FileStorage.TooLarge.class);

        assertThat(read("limit/a")).isEqualTo("before");
        assertThat(storage().get("limit/b")).isEmpty();
    }

    @Test
    void stopsReadingAnEndlessContentOneByteAfterTheLimit() {
        var endless = new InputStream() {
            long given;

            @Override
            public int read() {
                given++;
                return 'x';
            }
        };

        assertThatThrownBy(() -> storage().put("limit/endless", endless, 200_000))
                .isInstanceOf(FileStorage.TooLarge.class);
        assertThat(endless.given).isEqualTo(200_001);
    }

    @Test
    void keepsNothingOfAContentThatBreaksOff() throws Exception {
        put("broken/a", "before");
        InputStream breaking = new SequenceInputStream(stream("half"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the sender is gone");
            }
        });

        assertThatThrownBy(() -> storage().put("broken/a", breaking, LIMIT)).hasMessage("the sender is gone");
        assertThat(read("broken/a")).isEqualTo("before");
    }

    @Test
    void answersNothingForAMissingFile() throws Exception {
        put("there/folder/a", "a");

        assertThat(storage().get("missing")).isEmpty();
        assertThat(storage().get("missing/too")).isEmpty();
        assertThat(storage().get("there/folder")).isEmpty();
    }

    @Test
    void deletesOneFileAndDoesNotMindAMissingOne() throws Exception {
        put("delete/a", "a");
        put("delete/b", "b");

        storage().delete("delete/a");
        storage().delete("delete/a");
        storage().delete("never/there");

        assertThat(storage().get("delete/a")).isEmpty();
        assertThat(read("delete/b")).isEqualTo("b");
    }

    @Test
    void deletesEverythingUnderAPrefixAndNothingBesideIt() throws Exception {
        put("run/r1/a", "a");
        put("run/r1/deep/er/b", "b");
        put("run/r10/a", "other");

        storage().deleteAll("run/r1/");
        storage().deleteAll("run/r1/");
        storage().deleteAll("never/there/");

        assertThat(storage().get("run/r1/a")).isEmpty();
        assertThat(storage().get("run/r1/deep/er/b")).isEmpty();
        assertThat(read("run/r10/a")).isEqualTo("other");
        put("run/r1/a", "again");
        assertThat(read("run/r1/a")).isEqualTo("again");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../b",
                "a/..",
                "a/./b",
                "a\\b",
                "a b",
                "a\nb",
                "a\n",
                "a\0",
                "é",
                "~incoming/a",
                "a%2e%2e/b"
            })
    void refusesWhatIsNoKey(String key) {
        assertThatThrownBy(() -> put(key, "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().get(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().deleteAll(key + "/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAKeyThatIsTooLongAndAPrefixWithoutASlash() {
        assertThatThrownBy(() -> put("a".repeat(513), "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().deleteAll("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesKeysWithDotsThatAreNotDotsAlone() throws Exception {
        put("dots/.hidden/a..b/...", "a");

        assertThat(read("dots/.hidden/a..b/...")).isEqualTo("a");
    }

    @Test
    void neverShowsHalfAFileToWhoReadsWhileManyWrite() throws Exception {
        List<String> contents = List.of("a".repeat(200_000), "b".repeat(100_000), "c".repeat(150_000));
        put("busy/folder/a", contents.getFirst());

        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<String>> work = IntStream.range(0, 60)
                    .<Callable<String>>mapToObj(i -> () -> {
                        if (i % 3 == 0) {
                            put("busy/folder/a", contents.get(i % 9 / 3));
                        }
                        return read("busy/folder/a");
                    })
                    .toList();
            for (Future<String> read : threads.invokeAll(work)) {
                assertThat(contents).contains(read.get());
            }
        }
    }

    @Test
    void putsWhileTheFolderIsEmptiedAgainAndAgain() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<FileStorage.Stored>> work = IntStream.range(0, churn())
                    .<Callable<FileStorage.Stored>>mapToObj(i -> () -> {
                        FileStorage.Stored stored = put("churn/deep/folder/" + i, "x");
                        storage().delete("churn/deep/folder/" + i);
                        return stored;
                    })
                    .toList();
            for (Future<FileStorage.Stored> stored : threads.invokeAll(work)) {
                assertThat(stored.get().size()).isOne();
            }
        }
    }

    final FileStorage.Stored put(String key, String content) throws IOException {
        return storage().put(key, stream(content), LIMIT);
    }

    final String read(String key) throws IOException {
        try (FileStorage.Content content = storage().get(key).orElseThrow()) {
            return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }
}
