package io.vigie.actions.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.actions.reach.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WebDavActionTests {

    private static final WebDavAction ACTION = new WebDavAction();

    @TempDir
    static Path directory;

    private static SelfSigned keys;
    private static TargetDavServer server;

    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void startServer() throws Exception {
        keys = SelfSigned.in(directory);
        server = new TargetDavServer(directory, keys);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        ACTION.close();
    }

    @BeforeEach
    void emptyServer() throws Exception {
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
        RunningAction.runExamples(
                ACTION,
                Map.of(
                        "{{webdav_url}}", server.url("basic"),
                        "{{webdav_user}}", TargetDavServer.USER,
                        "{{webdav_password}}", TargetDavServer.PASSWORD),
                RecordingContext::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "digest"})
    void passesFilesBothWays(String login) throws Exception {
        Files.writeString(context.filesDirectory().resolve("users.csv"), "7;Zoé\n");

        assertThat(run(login, "PUT", "/in ü.csv", Map.of("local_path", "users.csv", "expected_status", 201)))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(server.home.resolve("in ü.csv")).hasContent("7;Zoé\n");
        ActionResult got =
                run(login, "GET", "/in ü.csv", Map.of("local_path", "got/users.csv", "local_directory", "work"));

        assertThat(got).isInstanceOf(ActionResult.Passed.class);
        assertThat(got.outputs())
                .containsEntry("webdav_response", "7;Zoé\n")
                .containsEntry("http_status_code", 200)
                .containsEntry("file_size", 7L);
        assertThat(context.workDirectory().resolve("got/users.csv")).hasContent("7;Zoé\n");
        assertThat(context.lines).noneMatch(line -> line.contains(TargetDavServer.PASSWORD));
    }

    @Test
    void makesListsCopiesMovesAndDeletes() throws Exception {
        assertThat(run("MKCOL", "/box", Map.of())).isInstanceOf(ActionResult.Passed.class);
        assertThat(run("PUT", "/box/a b", Map.of("content", "12345"))).isInstanceOf(ActionResult.Passed.class);
        assertThat(run("COPY", "/box/a b", Map.of("destination", "/basic/box/copy")))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(run("MOVE", "/box/copy", Map.of("destination", server.url("basic") + "/box/moved")))
                .isInstanceOf(ActionResult.Passed.class);

        ActionResult listed = run("PROPFIND", "/box", Map.of());

        assertThat(String.valueOf(listed.outputs().get("file_list")))
                .matches("\\[\\{name=a b, type=file, size=5, modified=20.*Z}, \\{name=moved, type=file, size=5, .*}]");
        assertThat(String.valueOf(
                        run("PROPFIND", "/box", Map.of("depth", "0")).outputs().get("file_list")))
                .startsWith("[{name=box, type=directory, size=0,");
        assertThat(run("DELETE", "/box", Map.of())).isInstanceOf(ActionResult.Passed.class);
        assertThat(server.home).isEmptyDirectory();
    }

    @Test
    void replacesNothingWhenTheStepSaysSo() throws Exception {
        run("PUT", "/a", Map.of("content", "a"));
        run("PUT", "/b", Map.of("content", "b"));

        assertThat(run("MOVE", "/a", Map.of("destination", "/basic/b", "overwrite", false, "expected_status", 412)))
                .isInstanceOf(ActionResult.Passed.class);
        assertThat(server.home.resolve("b")).hasContent("b");
    }

    @Test
    void failsWhenTheServerSaysNo() throws Exception {
        ActionResult result = run("GET", "/nothing", Map.of());

        assertThat(((ActionResult.Failed) result).reason())
                .isEqualTo("Expected a successful status, since the step expects no other, but found 404.");
        assertThat(run("GET", "/nothing", Map.of("expected_status", 404))).isInstanceOf(ActionResult.Passed.class);
        assertThat(run("GET", "/nothing", Map.of("assertions", List.of(Map.of("source", "status", "expected", 404)))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "digest"})
    void isRefusedWithAWrongPassword(String login) throws Exception {
        assertThat(((ActionResult.Failed) run(login, "PROPFIND", "/", Map.of("password", "wrong-password"))).reason())
                .endsWith("but found 401.");
        assertThat(context.lines).noneMatch(line -> line.contains("wrong-password"));
    }

    @Test
    void verifiesTheCertificateAndItsName() throws Exception {
        Map<String, Object> step = step(server.secureUrl("localhost") + "/", "PROPFIND", Map.of());

        assertThat(broken(RunningAction.run(ACTION, context, step)))
                .endsWith(
                        "but no trusted connection could be made: its certificate is signed by nobody that the worker trusts,"
                                + " or has expired.");
        step.put("trusted_certificate", keys.pem());
        assertThat(RunningAction.run(ACTION, context, step)).isInstanceOf(ActionResult.Passed.class);
        step.put("url", server.secureUrl("127.0.0.1") + "/");
        assertThat(broken(RunningAction.run(ACTION, context, step))).endsWith("its certificate is for another name.");
        step.remove("trusted_certificate");
        step.put("accept_any_certificate", true);
        assertThat(RunningAction.run(ACTION, context, step)).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.lines).contains("The server's certificate is not verified, since the step accepts any.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void contactsNobodyWhomThePolicyRefuses(String host) throws Exception {
        context.targets = AddressRules.publicOnly();

        assertThat(broken(RunningAction.run(
                        ACTION,
                        context,
                        step(server.url("basic").replace("127.0.0.1", host) + "/", "PROPFIND", Map.of()))))
                .startsWith("Expected to reach \"" + host + "\", but its address ")
                .endsWith("it is a loopback address, which is not allowed here.");
    }

    @Test
    void copiesToNoOtherServer() throws Exception {
        assertThat(broken(run("COPY", "/a", Map.of("destination", "http://other.example.com/b"))))
                .startsWith("Expected \"destination\" to be an address or a path on the same server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "/etc/passwd"})
    void readsAndWritesNoLocalFileElsewhere(String name) throws Exception {
        for (String method : List.of("GET", "PUT")) {
            assertThat(broken(run(method, "/x", Map.of("local_path", name))))
                    .startsWith("Expected \"local_path\" to be a name below that directory");
        }
    }

    @Test
    void sendsNoFileAboveTheLimit() throws Exception {
        Files.write(context.filesDirectory().resolve("large"), new byte[1025]);
        context.limitTransfers(1024);

        for (Map<String, String> body : List.of(Map.of("local_path", "large"), Map.of("content", "x".repeat(1025)))) {
            assertThat(broken(run("PUT", "/large", body)))
                    .isEqualTo("Expected a file of at most 1024 bytes, the limit of an upload, but it has more.");
        }
        assertThat(server.home).isEmptyDirectory();
    }

    @Nested
    class AgainstAServerThatMeansHarm {

        private final CompletableFuture<Void> isSending = new CompletableFuture<>();
        private final List<String> requests = new CopyOnWriteArrayList<>();
        private HttpServer hostile;
        private volatile String answer = "";

        @BeforeEach
        void start() throws IOException {
            hostile = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            hostile.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            hostile.createContext("/", this::answer);
            hostile.start();
        }

        @AfterEach
        void stop() {
            hostile.stop(0);
        }

        private void answer(HttpExchange exchange) throws IOException {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            try (exchange) {
                switch (exchange.getRequestURI().getPath()) {
                    case "/endless", "/long" -> {
                        boolean isEndless = exchange.getRequestURI().getPath().equals("/endless");
                        exchange.sendResponseHeaders(200, isEndless ? 0 : 10L << 30);
                        byte[] chunk = new byte[64 * 1024];
                        for (int i = 0; true; i++) {
                            exchange.getResponseBody().write(chunk);
                            if (i > 10) {
                                isSending.complete(null);
                            }
                        }
                    }
                    case "/elsewhere" -> {
                        exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data");
                        exchange.sendResponseHeaders(302, -1);
                    }
                    default -> {
                        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(207, body.length);
                        exchange.getResponseBody().write(body);
                    }
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"/endless", "/long"})
        void stopsATenGigabyteDownloadAtItsLimit(String path) throws Exception {
            context.limitTransfers(1024 * 1024);

            assertThat(broken(hostile("GET", path, Map.of("local_path", "large"))))
                    .isEqualTo(
                            "Expected the answer to have at most 1048576 bytes, the limit of a download, but it has more;"
                                    + " the transfer was stopped there.");
            assertThat(context.filesDirectory()).isEmptyDirectory();
        }

        @Test
        void stopsAnEndlessListing() throws Exception {
            assertThat(broken(hostile("PROPFIND", "/endless", Map.of())))
                    .startsWith("Expected the answer to have at most 5242880 bytes");
        }

        @Test
        void stopsATransferAtOnceWhenInterrupted() throws Exception {
            context.limitTransfers(20L << 30);

            assertThat(RunningAction.interrupt(
                            ACTION, context, step(url("/endless"), "GET", Map.of("local_path", "large")), isSending))
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(context.filesDirectory().resolve("large")).doesNotExist();
        }

        @Test
        void followsNoRedirect() throws Exception {
            assertThat(((ActionResult.Failed) hostile("GET", "/elsewhere", Map.of())).reason())
                    .endsWith("but found 302.");
            assertThat(requests).hasSize(1);
        }

        @Test
        void tellsNobodyThePasswordWhoDoesNotAskForIt() throws Exception {
            hostile("GET", "/elsewhere", Map.of());

            assertThat(requests).containsExactly("GET /elsewhere null");
        }

        @Test
        void leavesOutListedNamesThatLeadElsewhere() throws Exception {
            answer = multistatus(
                    "/dav/", "/dav/../../x", "/dav/%2e%2e%2fy", "/etc/passwd", "/dav/a/b", "/dav/%00z", "/dav/good");

            ActionResult result = hostile("PROPFIND", "/dav", Map.of());

            assertThat(result.outputs().get("file_list"))
                    .hasToString("[{name=good, type=file, size=0, modified=null}]");
            assertThat(context.lines).anyMatch(line -> line.startsWith("5 entries of "));
        }

        @Test
        void opensNoFileThatAnAnswerNames() throws Exception {
            answer = "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                    + "<d:multistatus xmlns:d='DAV:'><d:response><d:href>/dav/&x;</d:href></d:response></d:multistatus>";

            ActionResult result = hostile("PROPFIND", "/dav", Map.of());

            assertThat(broken(result))
                    .startsWith("Expected a list of properties (a WebDAV multistatus) in XML without");
        }

        @Test
        void isNotBlownUpByEntities() throws Exception {
            StringBuilder bomb = new StringBuilder("<?xml version='1.0'?><!DOCTYPE d [<!ENTITY a0 'aaaaaaaaaa'>");
            for (int i = 1; i < 12; i++) {
                bomb.append("<!ENTITY a")
                        .append(i)
                        .append(" '")
                        .append(("&a" + (i - 1) + ";").repeat(10))
                        .append("'>");
            }
            answer = bomb + "]><d:multistatus xmlns:d='DAV:'>&a11;</d:multistatus>";

            assertThat(broken(hostile("PROPFIND", "/dav", Map.of()))).startsWith("Expected a list of properties");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "no xml", "<html/>", "<multistatus/>"})
        void saysThatAnAnswerIsNoListing(String text) throws Exception {
            answer = text;

            assertThat(broken(hostile("PROPFIND", "/dav", Map.of()))).startsWith("Expected a list of properties");
        }

        private static String multistatus(String... paths) {
            StringBuilder text = new StringBuilder("<d:multistatus xmlns:d='DAV:'>");
            for (String path : paths) {
                text.append("<d:response><d:href>").append(path).append("</d:href></d:response>");
            }
            return text + "</d:multistatus>";
        }

        private String url(String path) {
            return "http://127.0.0.1:" + hostile.getAddress().getPort() + path;
        }

        private ActionResult hostile(String method, String path, Map<String, ?> more) throws Exception {
            return RunningAction.run(ACTION, context, step(url(path), method, more));
        }
    }

    private static Map<String, Object> step(String url, String method, Map<String, ?> more) {
        Map<String, Object> step = new HashMap<>(Map.of(
                "url", url, "method", method, "username", TargetDavServer.USER, "password", TargetDavServer.PASSWORD));
        step.putAll(more);
        return step;
    }

    private ActionResult run(String method, String path, Map<String, ?> more) throws Exception {
        return run("basic", method, path, more);
    }

    private ActionResult run(String login, String method, String path, Map<String, ?> more) throws Exception {
        return RunningAction.run(ACTION, context, step(server.url(login) + path, method, more));
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
