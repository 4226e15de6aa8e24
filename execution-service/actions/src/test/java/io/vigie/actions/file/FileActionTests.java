package io.vigie.actions.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionCatalog;
import io.vigie.action.ActionLimits;
import io.vigie.action.ActionResult;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FileActionTests {

    private static final FileAction ACTION = new FileAction();
    private static final List<String> OPERATIONS =
            List.of("read", "write", "append", "list", "delete", "exists", "copy", "move", "size", "checksum", "mkdir");

    private final RecordingContext context = new RecordingContext();

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(ACTION, Map.of(), RecordingContext::new);
    }

    @Test
    void answersToTheNameThatOlderTestsUse() {
        try (ActionCatalog catalog = ActionCatalog.load(getClass().getClassLoader())) {
            assertThat(catalog.find("io")).isEqualTo(catalog.find("file")).isPresent();
        }
    }

    @Test
    void writesReadsAndAppends() throws Exception {
        run(Map.of("operation", "write", "path", "a/b.txt", "content", "é1"));
        run(Map.of("operation", "append", "path", "a/b.txt", "content", "\n2"));

        ActionResult result = run(Map.of(
                "operation",
                "read",
                "path",
                "a/b.txt",
                "assertions",
                List.of(
                        Map.of("source", "content", "operator", "ends_with", "expected", "2"),
                        Map.of("source", "size", "expected", 5))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(result.outputs())
                .containsEntry("file_content", "é1\n2")
                .containsEntry("file_size", 5L)
                .containsEntry("exists", true);
        assertThat(context.filesDirectory().resolve("a/b.txt")).hasContent("é1\n2");
    }

    @Test
    void passesOnBytesThatAreNoText() throws Exception {
        run(Map.of("operation", "write", "path", "b", "content", "AP8Q", "encoding", "base64", "directory", "work"));

        assertThat(Files.readAllBytes(context.workDirectory().resolve("b"))).containsExactly(0, 255, 16);
        assertThat(run(Map.of("operation", "read", "path", "b", "encoding", "base64", "directory", "work"))
                        .outputs())
                .containsEntry("file_content", "AP8Q");
    }

    @Test
    void failsWhenTheContentIsNotAsExpected() throws Exception {
        Files.writeString(context.filesDirectory().resolve("a.json"), "{\"n\":[1,2]}");

        assertThat(((ActionResult.Failed) run(Map.of(
                                "operation",
                                "read",
                                "path",
                                "a.json",
                                "assertions",
                                List.of(Map.of(
                                        "source", "content", "path", "$.n", "operator", "has_size", "expected", 3)))))
                        .reason())
                .isEqualTo("Expected content \"$.n\" to have the size 3, but found [1,2].");
    }

    @Test
    void listsADirectory() throws Exception {
        Files.writeString(context.filesDirectory().resolve("b"), "12");
        Files.createDirectory(context.filesDirectory().resolve("a"));

        assertThat(String.valueOf(
                        run(Map.of("operation", "list", "path", ".")).outputs().get("file_list")))
                .matches("\\[\\{name=a, type=directory, size=0, modified=.*Z}, \\{name=b, type=file, size=2, .*}]");
    }

    @Test
    void copiesAndMovesBetweenItsDirectories() throws Exception {
        Files.writeString(context.filesDirectory().resolve("a"), "content");

        for (String operation : List.of("copy", "move")) {
            assertThat(run(Map.of(
                            "operation",
                            operation,
                            "path",
                            "a",
                            "target_path",
                            operation + "/b",
                            "target_directory",
                            "work")))
                    .isInstanceOf(ActionResult.Passed.class);
            assertThat(context.workDirectory().resolve(operation + "/b")).hasContent("content");
        }
        assertThat(context.filesDirectory()).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "sha256,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha1,a9993e364706816aba3e25717850c26c9cd0d89d",
        "md5,900150983cd24fb0d6963f7d28e17f72"
    })
    void tellsAChecksum(String algorithm, String expected) throws Exception {
        Files.writeString(context.filesDirectory().resolve("a"), "abc");

        assertThat(run(Map.of("operation", "checksum", "path", "a", "algorithm", algorithm))
                        .outputs())
                .containsEntry("checksum", expected);
    }

    @Test
    void judgesWhetherAFileExists() throws Exception {
        assertThat(((ActionResult.Failed) run(Map.of("operation", "exists", "path", "a"))).reason())
                .isEqualTo("Expected \"a\" to exist, but there is nothing of that name.");
        assertThat(run(Map.of(
                        "operation",
                        "exists",
                        "path",
                        "a",
                        "assertions",
                        List.of(Map.of("source", "exists", "expected", false)))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void deletesAFileAndAnEmptyDirectory() throws Exception {
        Files.createDirectory(context.filesDirectory().resolve("d"));
        Files.createFile(context.filesDirectory().resolve("d/f"));

        assertThat(broken(run(Map.of("operation", "delete", "path", "d"))))
                .isEqualTo("Expected to delete \"d\", but the directory is not empty.");
        run(Map.of("operation", "delete", "path", "d/f"));
        run(Map.of("operation", "delete", "path", "d"));

        assertThat(context.filesDirectory()).isEmptyDirectory();
    }

    @Nested
    class Confinement {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/etc/passwd",
                    "../secret",
                    "../../../../../../../../etc/passwd",
                    "a/../../secret",
                    "./../secret",
                    "..\\secret",
                    "a\u0000/../secret",
                    "//etc/passwd"
                })
        void readsAndWritesNothingElsewhere(String path) throws Exception {
            Path secret = Files.writeString(context.workDirectory().getParent().resolve("secret"), "top secret");

            for (String directory : List.of("files", "work")) {
                for (String operation : OPERATIONS) {
                    Map<String, Object> step = new HashMap<>(
                            Map.of("operation", operation, "path", path, "directory", directory, "content", "evil"));
                    step.put("target_path", "copy");

                    assertThat(broken(run(step))).startsWith("Expected \"path\" to be a name below that directory");
                }
                for (String operation : List.of("copy", "move")) {
                    run(Map.of("operation", "write", "path", "own", "directory", directory, "content", "evil"));

                    assertThat(broken(run(Map.of(
                                    "operation",
                                    operation,
                                    "path",
                                    "own",
                                    "directory",
                                    directory,
                                    "target_path",
                                    path))))
                            .startsWith("Expected \"target_path\" to be a name below that directory");
                }
            }
            assertThat(secret).hasContent("top secret");
        }

        @Test
        void takesTheVariableOfADirectoryAndStillKeepsInside() throws Exception {
            Files.writeString(context.workDirectory().resolve("a"), "mine");
            Files.writeString(context.workDirectory().getParent().resolve("secret"), "top secret");

            assertThat(run(Map.of("operation", "read", "path", context.workDirectory() + "/a"))
                            .outputs())
                    .containsEntry("file_content", "mine");
            assertThat(broken(run(Map.of("operation", "read", "path", context.workDirectory() + "/../secret"))))
                    .startsWith("Expected \"path\" to be a name below that directory");
            assertThat(broken(run(Map.of("operation", "read", "path", context.workDirectory() + "x/a"))))
                    .startsWith("Expected \"path\" to be a name below that directory");
        }

        @Test
        void followsNoLinkThatAProgramOfTheTestLeft() throws Exception {
            Files.createSymbolicLink(context.workDirectory().resolve("passwd"), Path.of("/etc/passwd"));
            Files.createSymbolicLink(context.workDirectory().resolve("etc"), Path.of("/etc"));

            for (String path : List.of("passwd", "etc/passwd")) {
                for (String operation : List.of("read", "append", "copy", "move", "checksum")) {
                    assertThat(broken(run(Map.of(
                                    "operation", operation,
                                    "path", path,
                                    "directory", "work",
                                    "content", "evil",
                                    "target_path", "copy"))))
                            .endsWith("is a link, and links are not followed.");
                }
            }
            assertThat(broken(run(Map.of("operation", "list", "path", "etc", "directory", "work"))))
                    .endsWith("is a link, and links are not followed.");
            assertThat(context.filesDirectory()).isEmptyDirectory();
        }
    }

    @Nested
    class Limits {

        @Test
        void writesNoFileAboveTheLimit() throws Exception {
            context.limits = disk(10);

            assertThat(broken(run(Map.of("operation", "write", "path", "a", "content", "12345678901"))))
                    .isEqualTo("Expected \"a\" to have at most 10 bytes, the limit of a file, but it has more.");
            run(Map.of("operation", "write", "path", "a", "content", "1234567890"));
            assertThat(broken(run(Map.of("operation", "append", "path", "a", "content", "1"))))
                    .contains("at most 10 bytes");
            context.limits = disk(9);
            assertThat(broken(run(Map.of("operation", "copy", "path", "a", "target_path", "b"))))
                    .contains("at most 9 bytes");
            assertThat(context.filesDirectory().resolve("b")).doesNotExist();
        }

        @Test
        void readsNoFileThatWouldFillTheMemory() throws Exception {
            large();

            assertThat(broken(run(Map.of("operation", "read", "path", "large"))))
                    .isEqualTo(
                            "Expected \"large\" to have at most 5242880 bytes, the limit of a file that is read, but it"
                                    + " has more.");
        }

        @Test
        void stopsAtOnceWhenInterrupted() throws Exception {
            large();
            CompletableFuture<Void> isUnderWay = new CompletableFuture<>();
            RecordingContext telling = new RecordingContext() {
                @Override
                public Path filesDirectory() {
                    return context.filesDirectory();
                }

                @Override
                public void log(io.vigie.action.LogLevel level, String text) {
                    isUnderWay.complete(null);
                }
            };

            assertThat(RunningAction.interrupt(
                            ACTION, telling, Map.of("operation", "checksum", "path", "large"), isUnderWay))
                    .isLessThan(Duration.ofSeconds(20));
        }

        private void large() throws Exception {
            try (RandomAccessFile large = new RandomAccessFile(
                    context.filesDirectory().resolve("large").toFile(), "rw")) {
                large.setLength(50L << 30);
            }
        }

        private static ActionLimits disk(long bytes) {
            ActionLimits usual = ActionLimits.USUAL;
            return new ActionLimits(
                    usual.outputBytes(),
                    usual.downloadBytes(),
                    usual.uploadBytes(),
                    usual.memoryBytes(),
                    usual.processes(),
                    bytes,
                    usual.rows(),
                    usual.artifactBytes(),
                    usual.artifacts(),
                    usual.cases());
        }
    }

    private ActionResult run(Map<String, ?> step) throws Exception {
        return RunningAction.run(ACTION, context, step);
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
