package io.vigie.actions.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.vigie.action.ActionResult;
import io.vigie.action.TargetPolicy;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.actions.reach.SelfSigned;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What travels, and over which way: forms, files, cookies, TLS, proxies, addresses. */
@Timeout(30)
class HttpTransportTests {

    private static final HttpAction ACTION = new HttpAction();

    private final RecordingContext context = new RecordingContext();
    private TargetServer server;

    @BeforeEach
    void startServer() {
        server = new TargetServer();
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Nested
    class Forms {

        @Test
        void sendsFieldsAsAFormDoes() throws Exception {
            run("/echo", Map.of("method", "POST", "form", Map.of("name", "Zoé & co", "n", 1)));

            assertThat(server.requests.getFirst().header("Content-type"))
                    .isEqualTo("application/x-www-form-urlencoded");
            assertThat(server.requests.getFirst().body().split("&"))
                    .containsExactlyInAnyOrder("name=Zo%C3%A9+%26+co", "n=1");
        }

        @Test
        void sendsCampaignFilesAndWorkFilesInSeveralParts() throws Exception {
            Files.writeString(context.filesDirectory().resolve("users.csv"), "id;name\n1;Zoé\n");
            Files.writeString(context.workDirectory().resolve("made.txt"), "made by a step");

            ActionResult result = run(
                    "/echo",
                    Map.of(
                            "method",
                            "POST",
                            "form",
                            Map.of("title", "Été"),
                            "files",
                            List.of(
                                    Map.of("field", "data", "file", "users.csv", "content_type", "text/csv"),
                                    Map.of(
                                            "field",
                                            "more",
                                            "file",
                                            "made.txt",
                                            "directory",
                                            "work",
                                            "file_name",
                                            "a\"b\r\nX-Evil: 1.txt"))));

            TargetServer.Request sent = server.requests.getFirst();
            String type = sent.header("Content-type");
            assertThat(result.outputs()).containsEntry("http_status_code", 200);
            assertThat(type).startsWith("multipart/form-data; boundary=");
            String line = "--" + type.substring(type.indexOf('=') + 1);
            assertThat(sent.body())
                    .isEqualTo(line + "\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nÉté\r\n" + line
                            + "\r\nContent-Disposition: form-data; name=\"data\"; filename=\"users.csv\"\r\n"
                            + "Content-Type: text/csv\r\n\r\nid;name\n1;Zoé\n\r\n" + line
                            + "\r\nContent-Disposition: form-data; name=\"more\"; "
                            + "filename=\"a%22b%0D%0AX-Evil: 1.txt\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                            + "made by a step\r\n" + line + "--\r\n");
            assertThat(sent.header("Content-length"))
                    .isEqualTo(String.valueOf(sent.body().getBytes(StandardCharsets.UTF_8).length));
        }

        @Test
        void sendsTheFilesAgainWhenARedirectAsksForIt() throws Exception {
            Files.writeString(context.filesDirectory().resolve("a.txt"), "twice");

            run(
                    "/redirect/307?" + server.url() + "/echo",
                    Map.of("method", "POST", "files", List.of(Map.of("field", "f", "file", "a.txt"))));

            assertThat(server.requests)
                    .hasSize(2)
                    .allMatch(request -> request.body().contains("twice"));
        }

        @Test
        void refusesFilesThatLeadOutOrAreAboveTheLimit() throws Exception {
            Files.writeString(context.filesDirectory().resolve("large"), "x".repeat(5_000));
            context.limitTransfers(4_000);

            assertThat(broken(files("../../etc/passwd"))).contains("neither absolute nor with \"..\"");
            assertThat(broken(files("/etc/passwd"))).contains("neither absolute nor with \"..\"");
            assertThat(broken(files("missing"))).contains("missing");
            assertThat(broken(files("large"))).contains("at most 4000 bytes, the limit of an upload");
            assertThat(server.requests).isEmpty();
        }

        private ActionResult files(String name) throws InterruptedException {
            return run("/echo", Map.of("method", "POST", "files", List.of(Map.of("field", "f", "file", name))));
        }
    }

    @Nested
    class Downloads {

        @Test
        void savesTheAnswer() throws Exception {
            ActionResult result = run("/text", Map.of("save_as", "out/text.txt", "expected_status", 200));

            assertThat(result).isInstanceOf(ActionResult.Passed.class);
            assertThat(result.outputs()).containsEntry("http_response_file", "out/text.txt");
            assertThat(context.workDirectory().resolve("out/text.txt")).hasContent("order 4711 is ready\nreally");
        }

        @Test
        void stopsAnEndlessDownloadAtItsLimitAndLeavesNothing() throws Exception {
            context.limitTransfers(7L * 1024 * 1024);

            assertThat(broken(run("/endless", Map.of("save_as", "large"))))
                    .isEqualTo(
                            "Expected the answer to have at most 7340032 bytes, the limit of a download, but it has more; "
                                    + "the transfer was stopped there.");
            try (Stream<Path> left = Files.list(context.workDirectory())) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Nested
    class Cookies {

        @Test
        void sharesThemBetweenTheStepsThatKeepThem() throws Exception {
            Map<String, Object> keeping = Map.of("keep_cookies", true);
            run("/redirect/302?/text", keeping);
            run("/users", keeping);
            run("/users", Map.of());

            assertThat(server.requests).hasSize(4);
            assertThat(server.requests.get(2).header("Cookie")).isEqualTo("session=s1");
            assertThat(server.requests.get(3).header("Cookie")).isEmpty();
        }
    }

    @Nested
    class Tls {

        private static SelfSigned key;
        private static HttpsServer secure;
        private static HttpsServer asking;

        @BeforeAll
        static void start(@TempDir Path folder) throws Exception {
            key = SelfSigned.in(folder);
            secure = start(false);
            asking = start(true);
        }

        @AfterAll
        static void stop() {
            secure.stop(0);
            asking.stop(0);
        }

        private static HttpsServer start(boolean asksWhoCalls) throws Exception {
            HttpsServer started = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setHttpsConfigurator(new HttpsConfigurator(key.tls()) {
                @Override
                public void configure(HttpsParameters connection) {
                    SSLParameters parameters = getSSLContext().getDefaultSSLParameters();
                    parameters.setNeedClientAuth(asksWhoCalls);
                    connection.setSSLParameters(parameters);
                }
            });
            started.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(204, -1);
                }
            });
            started.start();
            return started;
        }

        private static String url(String host, HttpsServer server) {
            return "https://" + host + ":" + server.getAddress().getPort() + "/";
        }

        @Test
        void trustsTheCertificateThatTheStepNames() throws Exception {
            assertThat(runUrl(url("localhost", secure), Map.of("trusted_certificate", key.pem())))
                    .isInstanceOf(ActionResult.Passed.class);
            assertThat(broken(runUrl(url("localhost", secure), Map.of())))
                    .endsWith("its certificate is signed by nobody that the worker trusts, or has expired.");
        }

        @Test
        void refusesACertificateForAnotherName() throws Exception {
            assertThat(broken(runUrl(url("127.0.0.1", secure), Map.of("trusted_certificate", key.pem()))))
                    .endsWith("its certificate is for another name.");
        }

        @Test
        void verifiesNothingWhenToldSoAndSaysIt() throws Exception {
            assertThat(runUrl(url("127.0.0.1", secure), Map.of("verify_tls", false)))
                    .isInstanceOf(ActionResult.Passed.class);
            assertThat(context.lines).anyMatch(line -> line.contains("certificate is not verified"));
        }

        @Test
        void showsItsOwnCertificateToAServerThatAsks() throws Exception {
            assertThat(runUrl(
                            url("localhost", asking),
                            Map.of(
                                    "trusted_certificate",
                                    key.pem(),
                                    "client_certificate",
                                    key.pem(),
                                    "client_key",
                                    key.keyPem())))
                    .isInstanceOf(ActionResult.Passed.class);
            assertThat(broken(runUrl(url("localhost", asking), Map.of("trusted_certificate", key.pem()))))
                    .startsWith("Expected to reach \"localhost\", but ");
        }

        @Test
        void showsNoKeyInARefusal() throws Exception {
            String wrong = key.keyPem().replaceAll("-----[A-Z ]+-----", "");

            assertThat(broken(runUrl(
                            url("localhost", asking), Map.of("client_certificate", key.pem(), "client_key", wrong))))
                    .contains("a private key in PEM form")
                    .contains("a hidden value")
                    .doesNotContain(wrong.strip().substring(0, 20));
        }

        @Test
        void tunnelsThroughAProxy() throws Exception {
            try (TargetProxy proxy = new TargetProxy()) {
                assertThat(runUrl(
                                url("localhost", secure),
                                Map.of("trusted_certificate", key.pem(), "proxy", proxy.url())))
                        .isInstanceOf(ActionResult.Passed.class);

                assertThat(proxy.asked)
                        .containsExactly(
                                "CONNECT localhost:" + secure.getAddress().getPort() + " HTTP/1.1");
            }
        }
    }

    @Nested
    class Ways {

        @Test
        void goesThroughAProxyWhenTheStepSaysSo() throws Exception {
            try (TargetProxy proxy = new TargetProxy()) {
                ActionResult result = run("/users", Map.of("proxy", proxy.url(), "expected_status", 200));

                assertThat(result).isInstanceOf(ActionResult.Passed.class);
                assertThat(proxy.asked).containsExactly("GET " + server.url() + "/users HTTP/1.1");
                assertThat(server.requests).hasSize(1);
            }
        }

        @Test
        void asksThePolicyAboutTheProxyAndAboutWhatIsBehindIt() throws Exception {
            try (TargetProxy proxy = new TargetProxy()) {
                int port = Integer.parseInt(proxy.url().substring(proxy.url().lastIndexOf(':') + 1));
                context.targets = denying(port);
                assertThat(broken(run("/users", Map.of("proxy", proxy.url())))).contains("may not be contacted");

                context.targets = denying(serverPort());
                assertThat(broken(run("/users", Map.of("proxy", proxy.url())))).contains("may not be contacted");
                assertThat(proxy.asked).isEmpty();
            }
        }

        @Test
        void refusesAProxyThatIsNone() throws Exception {
            for (String proxy : List.of("proxy", "https://p:1", "http://u:p@p:1", "http://p:1/x")) {
                assertThat(broken(run("/users", Map.of("proxy", proxy))))
                        .startsWith("Expected \"proxy\" to be an address");
            }
        }

        @Test
        void asksThePolicyAboutTheAddressAndThePortOfEachHop() throws Exception {
            try (TargetServer other = new TargetServer()) {
                List<String> judged = new CopyOnWriteArrayList<>();
                context.targets = new TargetPolicy() {
                    @Override
                    public Optional<String> refusal(String host, InetAddress address) {
                        throw new IllegalStateException("asked without a port");
                    }

                    @Override
                    public Optional<String> refusal(String host, InetAddress address, int port) {
                        judged.add(host + " " + address.getHostAddress() + " " + port);
                        return Optional.empty();
                    }
                };

                run("/redirect/302?" + other.url() + "/users", Map.of());

                assertThat(judged)
                        .containsExactly(
                                "127.0.0.1 127.0.0.1 " + serverPort(),
                                "127.0.0.1 127.0.0.1 " + other.url().replaceAll(".*:", ""));
            }
        }

        private int serverPort() {
            return Integer.parseInt(server.url().replaceAll(".*:", ""));
        }

        private static TargetPolicy denying(int denied) {
            return new TargetPolicy() {
                @Override
                public Optional<String> refusal(String host, InetAddress address) {
                    return Optional.empty();
                }

                @Override
                public Optional<String> refusal(String host, InetAddress address, int port) {
                    return port == denied ? Optional.of("its port is denied") : Optional.empty();
                }
            };
        }
    }

    private ActionResult run(String path, Map<String, ?> value) throws InterruptedException {
        return runUrl(server.url() + path, value);
    }

    private ActionResult runUrl(String url, Map<String, ?> value) throws InterruptedException {
        Map<String, Object> step = new HashMap<>(value);
        step.put("url", url);
        return RunningAction.run(ACTION, context, step);
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
