package io.vigie.actions.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real S3 server that checks signatures. */
@Timeout(60)
class S3ActionTests {

    private static final String SECRET = "the secret key";

    private static S3Proxy server;

    private final S3Action action = new S3Action();
    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void start() throws Exception {
        TransientNio2BlobStore blobs = new TransientNio2BlobStore();
        blobs.createContainer("shop");
        server = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V4, "tester", SECRET)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @Test
    void runsItsExamples() throws Exception {
        RunningAction.runExamples(
                action,
                Map.of("{{s3_url}}", url(), "{{s3_key}}", "tester", "{{s3_secret}}", SECRET),
                RecordingContext::new);
    }

    @Test
    void putsACampaignFileAndGetsItBackIntoTheWorkDirectory() throws Exception {
        byte[] content = new byte[3_000_000];
        new java.util.Random(1).nextBytes(content);
        Files.write(context.filesDirectory().resolve("data.bin"), content);

        assertThat(run("put", "in/data.bin", Map.of("local_path", "data.bin")).outputs())
                .containsEntry("s3_file_size", 3_000_000L)
                .containsKey("s3_etag");
        ActionResult result = run(
                "get",
                "in/data.bin",
                Map.of(
                        "local_path",
                        "copy/data.bin",
                        "local_directory",
                        "work",
                        "assertions",
                        List.of(Map.of("source", "size", "expected", 3_000_000))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(context.workDirectory().resolve("copy/data.bin")).hasBinaryContent(content);
    }

    @Test
    void tellsWhatAnObjectIs() throws Exception {
        run("put", "look/é t.json", Map.of("content", "{\"id\":7}", "content_type", "application/json"));

        assertThat(run("head", "look/é t.json", Map.of()).outputs())
                .containsEntry("s3_file_size", 8L)
                .containsEntry("s3_content_type", "application/json");
        assertThat(run(
                        "get",
                        "look/é t.json",
                        Map.of("assertions", List.of(Map.of("source", "content", "path", "$.id", "expected", 7)))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void listsWhatBeginsWithAKey() throws Exception {
        run("put", "list/a", Map.of("content", "1"));
        run("put", "list/b/c", Map.of("content", "22"));
        run("put", "listed", Map.of("content", "333"));

        ActionResult result = run(
                "list",
                "list/",
                Map.of(
                        "assertions",
                        List.of(Map.of(
                                "source", "list", "path", "$[*].key", "expected", "[\"list/a\",\"list/b/c\"]"))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void deletesAnObject() throws Exception {
        run("put", "gone", Map.of("content", "1"));

        assertThat(run("delete", "gone", Map.of())).isInstanceOf(ActionResult.Passed.class);
        assertThat(failed(run("get", "gone", Map.of())))
                .isEqualTo("Expected to get \"gone\" of bucket \"shop\", but the server knows no such file.");
        assertThat(run("head", "gone", Map.of("assertions", List.of(Map.of("source", "exists", "expected", false)))))
                .isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void failsWhenTheServerSaysNo() throws Exception {
        assertThat(failed(run("put", "a", Map.of("bucket", "nowhere", "content", "x"))))
                .contains("the server answers \"404 NoSuchBucket\"");
        assertThat(failed(run("put", "a", Map.of("secret_key", "wrong secret", "content", "x"))))
                .contains("the server answers \"403 SignatureDoesNotMatch\"")
                .doesNotContain("wrong secret");
        Map<String, Object> nobody = step("put", "a", Map.of("content", "x"));
        nobody.remove("access_key");
        nobody.remove("secret_key");
        assertThat(failed(RunningAction.run(action, context, nobody))).contains("403");
        assertThat(context.lines).noneMatch(line -> line.contains("wrong secret"));
    }

    @Test
    void namesTheLimitsOfUploadsAndDownloads() throws Exception {
        run("put", "large", Map.of("content", "x".repeat(200_000)));
        context.limitTransfers(100_000);

        assertThat(broken(run("get", "large", Map.of("local_path", "copy", "local_directory", "work"))))
                .isEqualTo(
                        "Expected \"large\" to have at most 100000 bytes, the limit of a download, but it has more; the "
                                + "transfer was stopped there.");
        assertThat(broken(run("put", "larger", Map.of("content", "x".repeat(100_001)))))
                .contains("at most 100000 bytes, the limit of an upload");
        assertThat(context.workDirectory().resolve("copy")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "get,200,'at most 1048576 bytes, the limit of a download'",
        "get,500,but the server answers",
        "list,200,'Expected the answer of the server to have at most 5242880 bytes, but it has more.'",
        "put,403,but the server answers"
    })
    void hearsNoEndlessAnswer(String operation, int status, String reason) throws Exception {
        HttpServer endless = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endless.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        endless.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, 0);
                exchange.getResponseBody().write("<ListBucketResult>".getBytes(StandardCharsets.US_ASCII));
                byte[] chunk = "<Contents><Key>k</Key></Contents>".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
                while (true) {
                    exchange.getResponseBody().write(chunk);
                }
            }
        });
        endless.start();
        try {
            context.limitTransfers(1024 * 1024);
            Map<String, Object> more = new HashMap<>();
            more.put("timeout", 10);
            more.put("endpoint", "http://127.0.0.1:" + endless.getAddress().getPort());
            if (operation.equals("put")) {
                more.put("content", "x");
            }

            ActionResult result = run(operation, "a", more);

            assertThat(result instanceof ActionResult.Broken ? broken(result) : failed(result))
                    .contains(reason);
        } finally {
            endless.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "endpoint,ftp://127.0.0.1",
        "endpoint,http://user:pass@127.0.0.1",
        "endpoint,127.0.0.1:9000",
        "endpoint,http://127.0.0.1/?x=1",
        "bucket,a/b",
        "bucket,arn:aws:s3:::x",
        "bucket,a",
        "region,us east",
        "local_path,../secret"
    })
    void refusesWhatIsNone(String name, String value) throws Exception {
        Map<String, Object> more = new HashMap<>(Map.of(name, value));
        if (!name.equals("local_path")) {
            more.put("content", "x");
        }

        assertThat(broken(run("put", "a", more))).startsWith("Expected \"" + name + "\" to be");
    }

    @Test
    void refusesADeniedTarget() throws Exception {
        context.targets = AddressRules.publicOnly();

        assertThat(broken(run("get", "a", Map.of()))).contains("may not be contacted: it is a loopback address");
        assertThat(broken(run("get", "a", Map.of("endpoint", "http://169.254.169.254"))))
                .contains("it is the metadata address of a cloud");
    }

    @Test
    void judgesTheHostThatABucketTurnsInto() throws Exception {
        context.targets = (host, address) ->
                host.startsWith("shop.") ? java.util.Optional.of("it is denied") : java.util.Optional.empty();

        assertThat(broken(run(
                        "get", "a", Map.of("path_style", false, "endpoint", url().replace("127.0.0.1", "localhost")))))
                .containsAnyOf("may not be contacted: it is denied", "no host of this name is known");
    }

    @Test
    void saysThatNobodyAcceptsConnections() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThat(broken(run("get", "a", Map.of("endpoint", "http://127.0.0.1:" + port))))
                .isEqualTo(
                        "Expected to get \"a\" of bucket \"shop\" on \"127.0.0.1\", but nobody accepts connections on "
                                + "port " + port + ".");
    }

    @Test
    void givesUpWhenTimeRunsOutOrSomebodyInterrupts() throws Exception {
        CompletableFuture<Void> isUnderWay = new CompletableFuture<>();
        HttpServer silent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CompletableFuture<Void> isOver = new CompletableFuture<>();
        silent.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        silent.createContext("/", exchange -> {
            isUnderWay.complete(null);
            isOver.join();
            exchange.close();
        });
        silent.start();
        try {
            Map<String, Object> step = step(
                    "get",
                    "a",
                    Map.of("endpoint", "http://127.0.0.1:" + silent.getAddress().getPort()));
            Duration delay = RunningAction.interrupt(action, context, step, isUnderWay);
            step.put("timeout", 0.2);

            assertThat(delay).isLessThan(Duration.ofSeconds(20));
            assertThat(broken(RunningAction.run(action, context, step)))
                    .endsWith("within 0.2 s, but the time ran out.");
        } finally {
            isOver.complete(null);
            silent.stop(0);
        }
    }

    private ActionResult run(String operation, String key, Map<String, ?> more) throws InterruptedException {
        return RunningAction.run(action, context, step(operation, key, more));
    }

    private static Map<String, Object> step(String operation, String key, Map<String, ?> more) {
        Map<String, Object> step = new HashMap<>(Map.of(
                "operation",
                operation,
                "endpoint",
                url(),
                "bucket",
                "shop",
                "key",
                key,
                "access_key",
                "tester",
                "secret_key",
                SECRET));
        step.putAll(more);
        return step;
    }

    private static String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    private static String failed(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        return ((ActionResult.Failed) result).reason();
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
