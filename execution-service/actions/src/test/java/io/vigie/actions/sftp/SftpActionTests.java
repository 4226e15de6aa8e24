package io.vigie.actions.sftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.actions.ssh.TargetSshServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.sftp.server.DirectoryHandle;
import org.apache.sshd.sftp.server.FileHandle;
import org.apache.sshd.sftp.server.SftpEventListener;
import org.apache.sshd.sftp.server.SftpSubsystem;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SftpActionTests {

    private static final SftpAction ACTION = new SftpAction();
    private static TargetSshServer server;

    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void startServer() {
        server = new TargetSshServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        ACTION.close();
    }

    @BeforeEach
    void emptyServer() throws IOException {
        try (var members = Files.walk(server.home)) {
            for (Path member :
                    members.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!member.equals(server.home)) {
                    Files.delete(member);
                }
            }
        }
    }

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(ACTION, server.variables(), RecordingContext::new);
    }

    @Test
    void uploadsAFileOfTheCampaign() throws Exception {
        Files.writeString(context.filesDirectory().resolve("users.csv"), "id;name\n7;Zoé\n");

        ActionResult result = run(Map.of("operation", "upload", "remote_path", "in.csv", "local_path", "users.csv"));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(result.outputs()).containsEntry("sftp_file_size", 15L).containsEntry("sftp_operation_success", true);
        assertThat(server.home.resolve("in.csv")).hasContent("id;name\n7;Zoé\n");
    }

    @Test
    void acceptsTheVariablesOfItsDirectoriesBeforeAName() throws Exception {
        Files.writeString(context.filesDirectory().resolve("a.txt"), "from files");
        Files.writeString(context.workDirectory().resolve("a.txt"), "from work");

        run(Map.of("operation", "upload", "remote_path", "f", "local_path", context.filesDirectory() + "/a.txt"));
        run(Map.of("operation", "upload", "remote_path", "w", "local_path", context.workDirectory() + "/a.txt"));

        assertThat(server.home.resolve("f")).hasContent("from files");
        assertThat(server.home.resolve("w")).hasContent("from work");
    }

    @Test
    void downloadsIntoTheWorkDirectory() throws Exception {
        Files.writeString(server.home.resolve("out.json"), "{\"n\":1}");

        ActionResult result = run(Map.of(
                "operation", "download",
                "remote_path", "/out.json",
                "local_path", "got/out.json",
                "local_directory", "work",
                "assertions",
                        List.of(
                                Map.of("source", "content", "path", "$.n", "expected", 1),
                                Map.of("source", "size", "expected", 7))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(result.outputs()).containsEntry("sftp_file_content", "{\"n\":1}");
        assertThat(context.workDirectory().resolve("got/out.json")).hasContent("{\"n\":1}");
    }

    @Test
    void listsMakesRenamesAndDeletes() throws Exception {
        assertThat(run(Map.of("operation", "mkdir", "remote_path", "box"))).isInstanceOf(ActionResult.Passed.class);
        run(Map.of("operation", "upload", "remote_path", "box/a", "content", "12345"));
        assertThat(run(Map.of("operation", "rename", "remote_path", "box/a", "new_path", "box/b")))
                .isInstanceOf(ActionResult.Passed.class);

        ActionResult listed = run(Map.of("operation", "list", "remote_path", "box"));

        assertThat(listed.outputs().get("sftp_file_list"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(Map.class))
                .singleElement()
                .satisfies(entry -> assertThat(entry.toString()).startsWith("{name=b, type=file, size=5, modified=20"));
        assertThat(run(Map.of("operation", "delete", "remote_path", "box/b"))).isInstanceOf(ActionResult.Passed.class);
        assertThat(run(Map.of("operation", "delete", "remote_path", "box"))).isInstanceOf(ActionResult.Passed.class);
        assertThat(server.home).isEmptyDirectory();
    }

    @Test
    void tellsWhatStandsUnderAName() throws Exception {
        Files.writeString(server.home.resolve("a"), "123");

        assertThat(run(Map.of(
                        "operation",
                        "stat",
                        "remote_path",
                        "a",
                        "assertions",
                        List.of(
                                Map.of("source", "type", "expected", "file"),
                                Map.of("source", "size", "expected", 3)))))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(run(Map.of(
                        "operation",
                        "stat",
                        "remote_path",
                        "b",
                        "assertions",
                        List.of(Map.of("source", "exists", "expected", false)))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"download", "delete", "list", "stat"})
    void failsWhenTheServerKnowsNoSuchFile(String operation) throws Exception {
        ActionResult result = run(Map.of("operation", operation, "remote_path", "nothing"));

        assertThat(((ActionResult.Failed) result).reason())
                .isEqualTo("Expected to " + operation + " \"nothing\" on \"tester@127.0.0.1:" + server.port()
                        + "\", but the server knows no such file.");
        assertThat(result.outputs()).containsEntry("sftp_operation_success", false);
    }

    @Test
    void passesWhenARefusalIsWhatIsExpected() throws Exception {
        assertThat(run(Map.of(
                        "operation",
                        "delete",
                        "remote_path",
                        "nothing",
                        "assertions",
                        List.of(Map.of("source", "success", "expected", false)))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd", "a/../../secret", "..", "."})
    void readsAndWritesNoLocalFileElsewhere(String name) throws Exception {
        Files.writeString(context.workDirectory().getParent().resolve("secret"), "top secret");
        Files.writeString(server.home.resolve("x"), "evil");

        for (String operation : List.of("upload", "download")) {
            assertThat(broken(run(Map.of("operation", operation, "remote_path", "x", "local_path", name))))
                    .startsWith("Expected \"local_path\" to be a name below that directory");
        }
        assertThat(context.workDirectory().getParent().resolve("secret")).hasContent("top secret");
        assertThat(server.home.resolve("x")).hasContent("evil");
    }

    @Test
    void sendsNothingThroughALink() throws Exception {
        Files.createSymbolicLink(context.workDirectory().resolve("passwords"), Path.of("/etc/passwd"));

        assertThat(broken(run(Map.of(
                        "operation", "upload",
                        "remote_path", "x",
                        "local_path", "passwords",
                        "local_directory", "work"))))
                .isEqualTo("Expected to read \"passwords\", but it is a link, and links are not followed.");
    }

    @Test
    void leavesOutListedNamesThatLeadElsewhere() throws Exception {
        SftpSubsystemFactory lying = new SftpSubsystemFactory() {
            @Override
            public Command createSubsystem(ChannelSession channel) {
                return new SftpSubsystem(channel, this) {
                    @Override
                    protected void writeDirEntry(
                            int id,
                            DirectoryHandle dir,
                            Map<String, Path> entries,
                            Buffer buffer,
                            int index,
                            Path file,
                            String shortName,
                            LinkOption... options)
                            throws IOException {
                        String name = shortName.equals("evil") ? "../../x" : shortName;
                        super.writeDirEntry(id, dir, entries, buffer, index, file, name, options);
                    }
                };
            }
        };
        try (TargetSshServer liar = new TargetSshServer("EC", lying)) {
            Files.writeString(liar.home.resolve("evil"), "");
            Files.writeString(liar.home.resolve("good"), "");

            ActionResult result =
                    RunningAction.run(ACTION, context, liar.login(Map.of("operation", "list", "remote_path", ".")));

            assertThat(String.valueOf(result.outputs().get("sftp_file_list")))
                    .contains("name=good")
                    .doesNotContain("..");
            assertThat(context.lines).contains("1 entries of \".\" are left out, since their names are none.");
        }
    }

    @Test
    void stopsATenGigabyteDownloadAtItsLimit() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(server.home.resolve("large").toFile(), "rw")) {
            large.setLength(10L << 30);
        }
        context.limitTransfers(1024 * 1024);

        assertThat(broken(run(Map.of("operation", "download", "remote_path", "large", "local_path", "large"))))
                .isEqualTo(
                        "Expected \"large\" to have at most 1048576 bytes, the limit of a download, but it has more; the"
                                + " transfer was stopped there.");
        assertThat(context.filesDirectory()).isEmptyDirectory();
    }

    @Test
    void sendsNoFileAboveTheLimit() throws Exception {
        Files.write(context.filesDirectory().resolve("large"), new byte[1025]);
        context.limitTransfers(1024);

        assertThat(broken(run(Map.of("operation", "upload", "remote_path", "large", "local_path", "large"))))
                .isEqualTo("Expected a file of at most 1024 bytes, the limit of an upload, but it has more.");
    }

    @Test
    void stopsATransferAtOnceWhenInterrupted() throws Exception {
        CompletableFuture<Void> isReading = new CompletableFuture<>();
        SftpSubsystemFactory observed = new SftpSubsystemFactory();
        observed.addSftpEventListener(new SftpEventListener() {
            @Override
            public void read(
                    ServerSession session,
                    String remoteHandle,
                    FileHandle localHandle,
                    long offset,
                    byte[] data,
                    int dataOffset,
                    int dataLen,
                    int readLen,
                    Throwable thrown) {
                if (offset > 200_000) {
                    isReading.complete(null);
                }
            }
        });
        try (TargetSshServer other = new TargetSshServer("EC", observed)) {
            try (RandomAccessFile large =
                    new RandomAccessFile(other.home.resolve("large").toFile(), "rw")) {
                large.setLength(10L << 30);
            }
            context.limitTransfers(20L << 30);

            assertThat(RunningAction.interrupt(
                            ACTION,
                            context,
                            other.login(Map.of("operation", "download", "remote_path", "large")),
                            isReading))
                    .isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void isRefusedWithAWrongPassword() throws Exception {
        assertThat(broken(run(Map.of("operation", "list", "remote_path", ".", "password", "wrong-password"))))
                .startsWith("Expected to log in to \"127.0.0.1\" as \"tester\"");
    }

    @Test
    void contactsNobodyWhomThePolicyRefuses() throws Exception {
        context.targets = AddressRules.publicOnly();

        assertThat(broken(run(Map.of("operation", "list", "remote_path", "."))))
                .startsWith("Expected to reach \"127.0.0.1\", but its address 127.0.0.1 may not be contacted");
    }

    @Test
    void asksForWhatIsToBeUploaded() throws Exception {
        assertThat(broken(run(Map.of("operation", "upload", "remote_path", "x"))))
                .isEqualTo("Expected either \"local_path\" or \"content\" to be uploaded, but found neither.");
    }

    private ActionResult run(Map<String, ?> step) throws Exception {
        return RunningAction.run(ACTION, context, server.login(step));
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
