package io.vigie.actions.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.action.TargetPolicy;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.actions.reach.SelfSigned;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FtpActionTests {

    private static final String PASSWORD = "s3cret-pass";
    private static final FtpAction ACTION = new FtpAction();

    @TempDir
    static Path directory;

    private static Path home;
    private static SelfSigned keys;
    private static FtpServer server;
    private static ListenerFactory plain;
    private static int plainPort;
    private static int implicitPort;

    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void startServer() throws Exception {
        home = Files.createDirectory(directory.resolve("home"));
        keys = SelfSigned.in(directory);
        SslConfigurationFactory tls = new SslConfigurationFactory();
        tls.setKeystoreFile(keys.store());
        tls.setKeystoreType("PKCS12");
        tls.setKeystorePassword(SelfSigned.PASSWORD);
        FtpServerFactory factory = new FtpServerFactory();
        plain = new ListenerFactory();
        plain.setServerAddress("127.0.0.1");
        plain.setPort(0);
        plain.setSslConfiguration(tls.createSslConfiguration());
        ListenerFactory implicit = new ListenerFactory();
        implicit.setServerAddress("127.0.0.1");
        implicit.setPort(0);
        implicit.setImplicitSsl(true);
        implicit.setSslConfiguration(tls.createSslConfiguration());
        factory.addListener("default", plain.createListener());
        factory.addListener("implicit", implicit.createListener());
        BaseUser user = new BaseUser();
        user.setName("tester");
        user.setPassword(PASSWORD);
        user.setHomeDirectory(home.toString());
        user.setAuthorities(List.of(new WritePermission()));
        factory.getUserManager().save(user);
        server = factory.createServer();
        server.start();
        plainPort = factory.getListener("default").getPort();
        implicitPort = factory.getListener("implicit").getPort();
    }

    @AfterAll
    static void stop() {
        server.stop();
        ACTION.close();
    }

    @BeforeEach
    void emptyServer() throws Exception {
        try (var members = Files.walk(home)) {
            for (Path member :
                    members.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!member.equals(home)) {
                    Files.delete(member);
                }
            }
        }
    }

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(
                ACTION,
                Map.of(
                        "{{ftp_host}}",
                        "127.0.0.1",
                        "{{ftp_port}}",
                        String.valueOf(plainPort),
                        "{{ftp_user}}",
                        "tester",
                        "{{ftp_password}}",
                        PASSWORD),
                RecordingContext::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "explicit", "implicit"})
    void passesFilesBothWays(String tls) throws Exception {
        Files.writeString(context.filesDirectory().resolve("users.csv"), "7;Zoé\r\n");

        assertThat(run(tls, Map.of("operation", "upload", "remote_path", "été.csv", "local_path", "users.csv")))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(home.resolve("été.csv")).hasContent("7;Zoé\r\n");
        ActionResult got = run(
                tls,
                Map.of(
                        "operation", "download",
                        "remote_path", "été.csv",
                        "local_path", "got/users.csv",
                        "local_directory", "work"));

        assertThat(got).isInstanceOf(ActionResult.Passed.class);
        assertThat(got.outputs())
                .containsEntry("ftp_file_content", "7;Zoé\r\n")
                .containsEntry("ftp_file_size", 8L)
                .containsEntry("ftp_operation_success", true);
        assertThat(context.workDirectory().resolve("got/users.csv")).hasContent("7;Zoé\r\n");
        assertThat(context.lines).noneMatch(line -> line.contains(PASSWORD));
    }

    @Test
    void warnsThatThePasswordIsSentInTheClear() throws Exception {
        run("none", Map.of("operation", "list", "remote_path", "."));

        assertThat(context.lines).contains("The password is sent in the clear, since the step uses no TLS.");
    }

    @Test
    void listsMakesRenamesTellsAndDeletes() throws Exception {
        for (Map<String, String> step : List.of(
                Map.of("operation", "mkdir", "remote_path", "box"),
                Map.of("operation", "upload", "remote_path", "box/a", "content", "12345"),
                Map.of("operation", "rename", "remote_path", "box/a", "new_path", "box/b"))) {
            assertThat(run("none", step)).isInstanceOf(ActionResult.Passed.class);
        }

        assertThat(String.valueOf(run("none", Map.of("operation", "list", "remote_path", "box"))
                        .outputs()
                        .get("ftp_file_list")))
                .startsWith("[{name=b, type=file, size=5, modified=20")
                .endsWith("Z}]");
        assertThat(run(
                        "none",
                        Map.of(
                                "operation",
                                "stat",
                                "remote_path",
                                "box/b",
                                "assertions",
                                List.of(
                                        Map.of("source", "size", "expected", 5),
                                        Map.of("source", "type", "expected", "file")))))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(run("none", Map.of("operation", "delete", "remote_path", "box/b")))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(run("none", Map.of("operation", "delete", "remote_path", "box")))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void failsInTheServersWords() throws Exception {
        ActionResult result = run("none", Map.of("operation", "download", "remote_path", "nothing"));

        assertThat(((ActionResult.Failed) result).reason())
                .startsWith("Expected to download \"nothing\" on \"tester@localhost:" + plainPort
                        + "\", but the server answers \"550 ");
        assertThat(result.outputs()).containsEntry("ftp_operation_success", false);
    }

    @Nested
    class Certificates {

        @ParameterizedTest
        @ValueSource(strings = {"explicit", "implicit"})
        void mustBeTrusted(String tls) throws Exception {
            Map<String, Object> step = login(tls, Map.of("operation", "list", "remote_path", "."));
            step.remove("trusted_certificate");

            assertThat(broken(RunningAction.run(ACTION, context, step)))
                    .endsWith(
                            "but no trusted connection could be made: its certificate is signed by nobody that the worker"
                                    + " trusts, or has expired.");
        }

        @Test
        void mustBeForTheHost() throws Exception {
            assertThat(broken(run("explicit", Map.of("host", "127.0.0.1", "operation", "list", "remote_path", "."))))
                    .endsWith("its certificate is for another name.");
        }

        @Test
        void areNotVerifiedWhenTheStepSaysSo() throws Exception {
            Map<String, Object> step = login(
                    "explicit",
                    Map.of(
                            "operation",
                            "list",
                            "remote_path",
                            ".",
                            "host",
                            "127.0.0.1",
                            "accept_any_certificate",
                            true));
            step.remove("trusted_certificate");

            assertThat(RunningAction.run(ACTION, context, step)).isInstanceOf(ActionResult.Passed.class);
            assertThat(context.lines).contains("The server's certificate is not verified, since the step accepts any.");
        }

        @Test
        void areAskedForInPem() throws Exception {
            assertThat(broken(run(
                            "explicit",
                            Map.of("operation", "list", "remote_path", ".", "trusted_certificate", "none"))))
                    .startsWith("Expected \"trusted_certificate\" to be one or several certificates in PEM form");
        }
    }

    @Test
    void isRefusedWithAWrongPassword() throws Exception {
        assertThat(broken(run("none", Map.of("operation", "list", "remote_path", ".", "password", "wrong-password"))))
                .isEqualTo(
                        "Expected to log in to \"localhost\" as \"tester\", but the server refuses the user name or the"
                                + " credentials.");
        assertThat(context.lines).noneMatch(line -> line.contains("wrong-password"));
    }

    @Test
    void contactsNobodyWhomThePolicyRefuses() throws Exception {
        context.targets = AddressRules.publicOnly();

        assertThat(broken(run("none", Map.of("operation", "list", "remote_path", "."))))
                .startsWith("Expected to reach \"localhost\", but its address ");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        assertThat(broken(run("none", Map.of("operation", "list", "remote_path", ".", "port", port))))
                .endsWith("but nobody accepts connections on port " + port + ".");
    }

    @ParameterizedTest
    @CsvSource({"remote_path,a\\nDELE b", "username,me\\r\\nDELE b", "password,x\\nDELE b", "new_path,a\\rb"})
    void letsNobodySlipInAnotherCommand(String parameter, String text) throws Exception {
        String broken = text.replace("\\n", "\n").replace("\\r", "\r");

        Map<String, Object> step = new HashMap<>(Map.of("operation", "rename", "remote_path", "a", "new_path", "b"));
        step.put(parameter, broken);

        assertThat(broken(run("none", step))).startsWith("Expected \"" + parameter + "\" to be ");
    }

    @Nested
    class AgainstAServerThatMeansHarm {

        @Test
        void fetchesFilesFromTheJudgedAddressWhateverTheServerProposes() throws Exception {
            try (HostileFtpServer hostile = new HostileFtpServer()) {
                ActionResult result = run(hostile, Map.of("operation", "list", "remote_path", "."));

                assertThat(hostile.commands).contains("EPSV", "PASV", "MLSD .");
                assertThat(result).isInstanceOf(ActionResult.Passed.class);
            }
        }

        @Test
        void asksThePolicyAboutThePortThatTheServerProposes() throws Exception {
            try (HostileFtpServer hostile = new HostileFtpServer()) {
                context.targets = refusing(hostile.dataPort());

                assertThat(broken(run(hostile, Map.of("operation", "list", "remote_path", "."))))
                        .isEqualTo(
                                "Expected to fetch files from port " + hostile.dataPort()
                                        + " of \"127.0.0.1\", as the server proposes, but it may not be contacted: it is another's.");
            }
        }

        @Test
        void leavesOutListedNamesThatLeadElsewhere() throws Exception {
            try (HostileFtpServer hostile = new HostileFtpServer()) {
                ActionResult result = run(hostile, Map.of("operation", "list", "remote_path", "."));

                assertThat(result.outputs().get("ftp_file_list"))
                        .hasToString("[{name=good, type=file, size=3, modified=null}]");
                assertThat(context.lines).contains("2 entries of \".\" are left out, since their names are none.");
            }
        }

        @Test
        void stopsAnEndlessDownloadAtItsLimit() throws Exception {
            try (HostileFtpServer hostile = new HostileFtpServer()) {
                context.limitTransfers(1024 * 1024);

                assertThat(broken(run(
                                hostile,
                                Map.of("operation", "download", "remote_path", "large", "local_path", "large"))))
                        .isEqualTo(
                                "Expected \"large\" to have at most 1048576 bytes, the limit of a download, but it has"
                                        + " more; the transfer was stopped there.");
                assertThat(context.filesDirectory()).isEmptyDirectory();
            }
        }

        @Test
        void hearsNoEndlessReply() throws Exception {
            try (HostileFtpServer hostile = new HostileFtpServer()) {
                hostile.repliesEndlessly = true;

                assertThat(broken(run(hostile, Map.of("operation", "mkdir", "remote_path", "a"))))
                        .startsWith("Expected what the server says to its commands to have at most 1048576 bytes");
            }
        }

        @Test
        void stopsATransferAtOnceWhenInterrupted() throws Exception {
            try (HostileFtpServer hostile = new HostileFtpServer()) {
                context.limitTransfers(20L << 30);

                assertThat(RunningAction.interrupt(
                                ACTION,
                                context,
                                hostile(
                                        hostile,
                                        Map.of("operation", "download", "remote_path", "large", "local_path", "l")),
                                hostile.isSending))
                        .isLessThan(Duration.ofSeconds(20));
                assertThat(context.filesDirectory().resolve("l")).doesNotExist();
            }
        }

        private TargetPolicy refusing(int refused) {
            return new TargetPolicy() {
                @Override
                public Optional<String> refusal(String host, InetAddress address) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> refusal(String host, InetAddress address, int port) {
                    return port == refused ? Optional.of("it is another's") : Optional.empty();
                }
            };
        }

        private ActionResult run(HostileFtpServer hostile, Map<String, ?> step) throws Exception {
            return RunningAction.run(ACTION, context, hostile(hostile, step));
        }

        private static Map<String, Object> hostile(HostileFtpServer hostile, Map<String, ?> step) {
            Map<String, Object> all =
                    new HashMap<>(Map.of("host", "127.0.0.1", "port", hostile.port(), "username", "me"));
            all.putAll(step);
            return all;
        }
    }

    private static Map<String, Object> login(String tls, Map<String, ?> step) throws Exception {
        Map<String, Object> all = new HashMap<>();
        all.put("host", "localhost");
        all.put("port", tls.equals("implicit") ? implicitPort : plainPort);
        all.put("username", "tester");
        all.put("password", PASSWORD);
        all.put("tls", tls);
        if (!tls.equals("none")) {
            all.put("trusted_certificate", keys.pem());
        }
        all.putAll(step);
        return all;
    }

    private ActionResult run(String tls, Map<String, ?> step) throws Exception {
        return RunningAction.run(ACTION, context, login(tls, step));
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
