package io.vigie.actions.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpActionTests {

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

    @AfterAll
    static void closeAction() {
        ACTION.close();
    }

    @Nested
    class Verdicts {

        @ParameterizedTest
        @ValueSource(ints = {200, 201, 302, 399})
        void passesBelow400WhenNothingIsExpected(int status) throws Exception {
            assertThat(run("/status/" + status, Map.of("follow_redirects", false)))
                    .isInstanceOf(ActionResult.Passed.class);
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 401, 404, 500, 503})
        void failsFrom400WhenNothingIsExpected(int status) throws Exception {
            assertThat(reason(run("/status/" + status, Map.of())))
                    .isEqualTo(
                            "Expected a status below 400, since the step expects no other, but found " + status + ".");
        }

        @Test
        void stillFailsFrom400WhenOnlyTheTimeIsExpected() throws Exception {
            assertThat(run("/status/500", Map.of("assertions", List.of(assertion("time", "less_than", 60_000)))))
                    .isInstanceOf(ActionResult.Failed.class);
        }

        @Test
        void leavesTheVerdictToTheExpectationsWhenThereAreAny() throws Exception {
            assertThat(run("/status/404", Map.of("assertions", List.of(json("$.message", "equals", "as asked")))))
                    .isInstanceOf(ActionResult.Passed.class);
        }

        @ParameterizedTest
        @CsvSource({"404,404", "404,4xx", "404,4XX", "404,'200, 404'", "204,200-204"})
        void acceptsTheExpectedStatus(int status, String expected) throws Exception {
            assertThat(run("/status/" + status, Map.of("expected_status", expected)))
                    .isInstanceOf(ActionResult.Passed.class);
            assertThat(run("/status/" + status, Map.of("return_status_code", expected)))
                    .isInstanceOf(ActionResult.Passed.class);
        }

        @Test
        void acceptsAListOfStatuses() throws Exception {
            assertThat(run("/status/404", Map.of("expected_status", List.of(200, "4xx"))))
                    .isInstanceOf(ActionResult.Passed.class);
        }

        @Test
        void failsOnAnotherStatusThanTheExpected() throws Exception {
            assertThat(reason(run("/status/404", Map.of("expected_status", 200))))
                    .isEqualTo("Expected status to be 200, but found 404.");
            assertThat(context.lines).anyMatch(line -> line.contains("body: ") && line.contains("as asked"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"abc", "99", "600", "2xx-300", "300-200", "200,,201"})
        void refusesAStatusThatIsNone(String expected) throws Exception {
            assertThat(broken(run("/status/200", Map.of("expected_status", expected))))
                    .startsWith("Expected \"expected_status\" to be a status such as 200");
            assertThat(server.requests).isEmpty();
        }

        @Test
        void countsEveryUnmetExpectation() throws Exception {
            ActionResult result = run(
                    "/users",
                    Map.of(
                            "expected_status",
                            201,
                            "assertions",
                            List.of(json("$.id", "equals", 8), json("$.ok", "equals", true))));

            assertThat(reason(result)).isEqualTo("Expected status to be 201, but found 200. (and 1 more)");
            assertThat(context.lines)
                    .contains("✘ Expected JSON \"$.id\" to equal 8, but found 7.")
                    .contains("✔ JSON \"$.ok\" to equal true: found true");
        }
    }

    @Nested
    class Assertions {

        @ParameterizedTest
        @CsvSource({
            "status,,equals,200,true",
            "status,,equals,201,false",
            "status,,not_equals,200,false",
            "header,content-TYPE,contains,json,true",
            "header,Content-Type,contains,xml,false",
            "header,X-Several,equals,'one, two',true",
            "header,X-None,exists,,false",
            "header,X-None,absent,,true",
            "body,,contains,Zoé 🦉,true",
            "body,,not_contains,Zoé,false",
            "body,,matches,\"id\":\\d,true",
            "body,,not_matches,\"id\":\\d,false",
            "body,,starts_with,{,true",
            "body,,ends_with,],false",
            "json,$.id,equals,7,true",
            "json,$.id,equals,8,false",
            "json,$.id,less_than,8,true",
            "json,$.id,less_than,7,false",
            "json,$.id,at_most,7,true",
            "json,$.id,at_most,6,false",
            "json,$.id,greater_than,6,true",
            "json,$.id,greater_than,7,false",
            "json,$.id,at_least,7,true",
            "json,$.id,at_least,8,false",
            "json,$.name,greater_than,1,false",
            "json,$.name,equals,Zoé 🦉,true",
            "json,$.name,has_size,5,true",
            "json,$.name,matches,^Zo,true",
            "json,$.name,matches,^o,false",
            "json,$.none,exists,,true",
            "json,$.none,absent,,false",
            "json,$.missing,absent,,true",
            "json,$.missing,exists,,false",
            "json,$.missing,not_equals,1,true",
            "json,$.missing,equals,1,false",
            "json,$.ok,equals,true,true",
            "json,$.ok,equals,false,false",
            "json,$.tags,contains,b,true",
            "json,$.tags,not_contains,b,false",
            "json,$.tags,has_size,2,true",
            "json,$.tags,has_size,3,false",
            "json,$.tags,equals,'[\"a\",\"b\"]',true",
            "json,$.address,contains,city,true",
            "json,$.address.zip,equals,1204,false",
            "json,$.price,equals,12.5,true",
            "json,$.list[*].n,has_size,2,true",
            "json,$.list[?(@.n > 1)].n,equals,[2],true",
            "json,$..missing,exists,,false",
            "json,$.id,one_of,'[6, 7]',true",
            "json,$.id,one_of,'[6, 8]',false",
            "json,$.big,equals,12345678901234567890,true",
            "time,,less_than,60000,true",
            "time,,greater_than,60000,false"
        })
        void compares(String source, String place, String operator, String expected, boolean isMet) throws Exception {
            Map<String, Object> assertion = new HashMap<>(Map.of("source", source, "operator", operator));
            Optional.ofNullable(expected).ifPresent(value -> assertion.put("expected", value));
            Optional.ofNullable(place)
                    .ifPresent(value -> assertion.put(source.equals("json") ? "path" : "name", value));

            ActionResult result = run("/users", Map.of("assertions", List.of(assertion)));

            assertThat(result).isInstanceOf(isMet ? ActionResult.Passed.class : ActionResult.Failed.class);
        }

        @Test
        void comparesWithWholeObjectsAndWithNull() throws Exception {
            Map<String, Object> isNull = new HashMap<>(json("$.none", "equals", 1));
            isNull.put("expected", null);

            assertThat(run(
                            "/users",
                            Map.of(
                                    "assertions",
                                    List.of(
                                            json("$.address", "equals", Map.of("zip", "01204", "city", "Genève")),
                                            json("$.address", "contains", Map.of("city", "Genève")),
                                            isNull))))
                    .isInstanceOf(ActionResult.Passed.class);
        }

        @Test
        void saysThatTheBodyIsNotJson() throws Exception {
            assertThat(reason(run("/text", Map.of("assertions", List.of(json("$.id", "absent", 1))))))
                    .isEqualTo("Expected JSON \"$.id\" to be absent, but the body is not JSON: "
                            + "\"order 4711 is ready⏎really\".");
            assertThat(reason(run("/nested", Map.of("assertions", List.of(json("$.id", "equals", 1))))))
                    .contains("the body is not JSON");
        }

        @Test
        void takesAnEmptyBodyForAnEmptyTextAndForNothing() throws Exception {
            assertThat(run(
                            "/empty",
                            Map.of(
                                    "assertions",
                                    List.of(assertion("body", "absent", 1), assertion("body", "equals", "")))))
                    .isInstanceOf(ActionResult.Passed.class);
        }

        @Test
        void refusesWhatCannotBeCompared() throws Exception {
            assertThat(broken(run("/users", Map.of("assertions", List.of(json("$.id", "less_than", "x"))))))
                    .isEqualTo("Expected \"assertions[0].expected\" to be a number, but found \"x\".");
            assertThat(broken(run("/users", Map.of("assertions", List.of(json("$.id", "matches", "("))))))
                    .isEqualTo("Expected \"assertions[0].expected\" to be a regular expression, but found \"(\".");
            assertThat(broken(run("/users", Map.of("assertions", List.of(json("$.[", "equals", 1))))))
                    .startsWith("Expected a JSON path such as");
            assertThat(broken(run("/users", Map.of("assertions", List.of(Map.of("source", "status"))))))
                    .isEqualTo("Expected \"assertions[0].expected\" to be given, but found nothing.");
            assertThat(broken(run("/users", Map.of("assertions", List.of(assertion("header", "exists", 1))))))
                    .isEqualTo("Expected \"assertions[0].name\" to be a text, but found nothing.");
            assertThat(server.requests).isEmpty();
        }
    }

    @Nested
    class Captures {

        @Test
        void givesTheFourOutputs() throws Exception {
            Map<String, Object> outputs = run("/users", Map.of()).outputs();

            assertThat(outputs)
                    .containsEntry("http_status_code", 200)
                    .containsKeys("http_response_body", "http_response_time", "http_response_headers");
            assertThat(outputs.get("http_response_headers"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("content-type", "application/json")
                    .containsEntry("x-several", "one, two");
        }

        @Test
        void extractsIntoOutputsAndVariables() throws Exception {
            ActionResult result = run(
                    "/users",
                    Map.of(
                            "extract",
                            Map.of(
                                    "user_id", "$.id",
                                    "big", "$.big",
                                    "price", "$.price",
                                    "type", "header:Content-Type",
                                    "city", "regex:\"city\":\"([^\"]+)\"",
                                    "tags", "$.tags")));

            assertThat(result.outputs())
                    .containsEntry("user_id", 7)
                    .containsEntry("big", new BigInteger("12345678901234567890"))
                    .containsEntry("price", new BigDecimal("12.50"))
                    .containsEntry("type", "application/json")
                    .containsEntry("city", "Genève")
                    .containsEntry("tags", List.of("a", "b"));
            assertThat(context.variables).containsEntry("user_id", 7).containsEntry("city", "Genève");
        }

        @Test
        void failsWhenThereIsNothingToExtract() throws Exception {
            assertThat(reason(run("/users", Map.of("extract", Map.of("x", "$.missing")))))
                    .isEqualTo("Expected to extract \"x\" from JSON \"$.missing\", but there is nothing.");
            assertThat(reason(run("/text", Map.of("extract", Map.of("x", "$.id")))))
                    .contains("the body is not JSON");
            assertThat(context.variables).isEmpty();
        }

        @Test
        void extractsEvenWhenAnExpectationIsNotMet() throws Exception {
            run("/users", Map.of("expected_status", 201, "extract", Map.of("user_id", "$.id")));

            assertThat(context.variables).containsEntry("user_id", 7);
        }

        @Test
        void refusesACaptureThatMeansNothing() throws Exception {
            assertThat(broken(run("/users", Map.of("extract", Map.of("x", "id")))))
                    .contains("(\"x\" is not)");
            assertThat(broken(run("/users", Map.of("extract", Map.of("http_status_code", "$.id")))))
                    .contains("which is an output already");
        }

        @Test
        void cutsTheBodyInTheOutputsOnly() throws Exception {
            ActionResult result = run("/long", Map.of("assertions", List.of(assertion("body", "has_size", 100_000))));

            assertThat(result).isInstanceOf(ActionResult.Passed.class);
            assertThat((String) result.outputs().get("http_response_body"))
                    .hasSize(ActionResult.MAXIMUM_OUTPUT_CHARACTERS);
            assertThat(reason(run("/long", Map.of("extract", Map.of("all", "regex:.*")))))
                    .contains("65536 characters");
        }

        @Test
        void readsOtherCharacterSetsAndCompressedBodies() throws Exception {
            assertThat(run("/latin", Map.of()).outputs()).containsEntry("http_response_body", "café");
            assertThat(run("/gzip", Map.of("assertions", List.of(json("$.packed", "equals", true)))))
                    .isInstanceOf(ActionResult.Passed.class);
        }
    }

    @Nested
    class Requests {

        @Test
        void sendsAnObjectAsJson() throws Exception {
            run("/echo", Map.of("method", "POST", "body", Map.of("name", "Zoé 🦉")));

            assertThat(server.requests.getFirst().body()).isEqualTo("{\"name\":\"Zoé 🦉\"}");
            assertThat(server.requests.getFirst().header("Content-type")).isEqualTo("application/json");
        }

        @Test
        void sendsATextAsItIs() throws Exception {
            run("/echo", Map.of("method", "PUT", "body", "a=b", "headers", Map.of("content-type", "text/csv")));

            assertThat(server.requests.getFirst().body()).isEqualTo("a=b");
            assertThat(server.requests.getFirst().header("Content-type")).isEqualTo("text/csv");
        }

        @Test
        void sendsAnObjectAsAFormWhenTheHeaderSaysSo() throws Exception {
            run(
                    "/echo",
                    Map.of(
                            "method", "POST",
                            "body", Map.of("q", "a b&c"),
                            "headers", Map.of("Content-Type", "application/x-www-form-urlencoded")));

            assertThat(server.requests.getFirst().body()).isEqualTo("q=a+b%26c");
        }

        @Test
        void sendsNoBodyForTheEmptyObjectOfAGet() throws Exception {
            run("/users", Map.of("method", "GET", "headers", Map.of(), "body", Map.of()));

            assertThat(server.requests.getFirst().body()).isEmpty();
            assertThat(server.requests.getFirst().headers()).doesNotContainKey("Content-type");
        }

        @Test
        void encodesWhatAnAddressCannotHold() throws Exception {
            run("/users/jean dupont?a=50%&b={x}&c=é", Map.of("query", Map.of("d", "1&2")));

            assertThat(server.requests.getFirst().uri())
                    .isEqualTo("/users/jean%20dupont?a=50%25&b=%7Bx%7D&c=%C3%A9&d=1%262");
        }

        @Test
        void passesTheTraceOnUnlessTheTesterSetsIt() throws Exception {
            context.traceHeaders.put("traceparent", "00-a-b-01");

            run("/users", Map.of());
            run("/users", Map.of("headers", Map.of("Traceparent", "mine")));

            assertThat(server.requests).extracting(r -> r.header("Traceparent")).containsExactly("00-a-b-01", "mine");
        }

        @Test
        void sendsTheCredentialsOfTheAddressAsAHeaderAndNowhereElse() throws Exception {
            runUrl(server.url().replace("//", "//zoe:s%20ecret@") + "/users", Map.of());

            assertThat(server.requests.getFirst().header("Authorization")).isEqualTo("Basic em9lOnMgZWNyZXQ=");
            assertThat(context.lines).noneMatch(line -> line.contains("ecret"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"x\r\nInjected: 1", "x\ny", "x\0y", "é"})
        void refusesAHeaderValueThatWouldBreakTheRequest(String value) throws Exception {
            assertThat(broken(run("/users", Map.of("headers", Map.of("X-Name", value)))))
                    .contains("free of line breaks")
                    .contains("\"X-Name\"");
            assertThat(server.requests).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"X Name", "X:Name", "X\r\nInjected", ""})
        void refusesAHeaderNameThatIsNone(String name) throws Exception {
            assertThat(broken(run("/users", Map.of("headers", Map.of(name, "x")))))
                    .contains("a header name is not");
        }

        @ParameterizedTest
        @ValueSource(strings = {"Host", "content-length", "Connection"})
        void refusesAHeaderThatFollowsFromTheRequest(String name) throws Exception {
            assertThat(broken(run("/users", Map.of("headers", Map.of(name, "1")))))
                    .contains("without \"" + name + "\"");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "users",
                    "/users",
                    "ftp://127.0.0.1/x",
                    "file:///etc/passwd",
                    "http://",
                    "http:///x",
                    "http://my_host/",
                    "http://127.0.0.1:99999/",
                    "http://a b/",
                    "javascript:alert(1)",
                    "http://[::1/",
                    "http://127.0.0.1/a\r\nb"
                })
        void refusesAnAddressThatIsNone(String url) throws Exception {
            assertThat(broken(runUrl(url, Map.of())))
                    .startsWith("Expected \"url\" to be an absolute http or https address");
        }

        @ParameterizedTest
        @ValueSource(strings = {"HEAD", "DELETE", "OPTIONS", "PATCH"})
        void sendsEveryMethod(String method) throws Exception {
            assertThat(run("/users", Map.of("method", method))).isInstanceOf(ActionResult.Passed.class);
            assertThat(server.requests.getFirst().method()).isEqualTo(method);
        }
    }

    @Nested
    class Redirects {

        @Test
        void followsARedirectWithItsCookies() throws Exception {
            assertThat(run("/redirect/302?/users", Map.of("expected_status", 200)))
                    .isInstanceOf(ActionResult.Passed.class);
            assertThat(server.requests.getLast().header("Cookie")).isEqualTo("session=s1");
        }

        @Test
        void leavesARedirectAloneWhenToldTo() throws Exception {
            ActionResult result = run(
                    "/redirect/302?/users",
                    Map.of(
                            "follow_redirects",
                            "false",
                            "expected_status",
                            "3xx",
                            "extract",
                            Map.of("to", "header:Location")));

            assertThat(result).isInstanceOf(ActionResult.Passed.class);
            assertThat(result.outputs()).containsEntry("to", "/users");
            assertThat(server.requests).hasSize(1);
        }

        @ParameterizedTest
        @CsvSource({"301,GET,''", "302,GET,''", "303,GET,''", "307,POST,hello", "308,POST,hello"})
        void turnsAPostIntoWhatBrowsersSend(int status, String method, String body) throws Exception {
            run("/redirect/" + status + "?/echo", Map.of("method", "POST", "body", "hello"));

            assertThat(server.requests.getLast().method()).isEqualTo(method);
            assertThat(server.requests.getLast().body()).isEqualTo(body);
        }

        @Test
        void keepsCredentialsFromAnotherOrigin() throws Exception {
            try (TargetServer other = new TargetServer()) {
                run(
                        "/redirect/307?" + other.url() + "/users",
                        Map.of("headers", Map.of("Authorization", "Bearer t", "X-A", "1")));

                assertThat(other.requests.getFirst().headers())
                        .doesNotContainKey("Authorization")
                        .containsKey("X-a");
            }
        }

        @Test
        void checksEachHopAgainstThePolicy() throws Exception {
            assertThat(broken(run("/redirect/302?http://169.254.169.254/latest/meta-data", Map.of())))
                    .isEqualTo(
                            "Expected to reach \"169.254.169.254\", but its address 169.254.169.254 may not be contacted: "
                                    + "it is the metadata address of a cloud.");
        }

        @Test
        void stopsAfterTenRedirects() throws Exception {
            assertThat(broken(run("/loop", Map.of()))).startsWith("Expected at most 10 redirects");
            assertThat(server.requests).hasSize(11);
        }

        @ParameterizedTest
        @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "http://"})
        void refusesARedirectToAnythingElse(String location) throws Exception {
            assertThat(broken(run("/redirect/302?" + location, Map.of())))
                    .contains("but it redirects to \"" + location);
        }
    }

    @Nested
    class Trouble {

        @Test
        void refusesADeniedTargetBeforeAnythingIsSent() throws Exception {
            context.targets = AddressRules.publicOnly();

            assertThat(broken(run("/users", Map.of())))
                    .endsWith("may not be contacted: it is a loopback address, which is not allowed here.");
            assertThat(broken(runUrl(server.url().replace("127.0.0.1", "2130706433") + "/users", Map.of())))
                    .isNotEmpty();
            assertThat(broken(runUrl(server.url().replace("127.0.0.1", "localhost") + "/users", Map.of())))
                    .contains("may not be contacted");
            assertThat(server.requests).isEmpty();
        }

        @Test
        void namesAnUnknownHost() throws Exception {
            assertThat(broken(runUrl("http://nowhere.invalid/", Map.of())))
                    .isEqualTo("Expected to reach \"nowhere.invalid\", but no host of this name is known.");
        }

        @Test
        void saysThatNobodyAcceptsConnections() throws Exception {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }

            assertThat(broken(runUrl("http://127.0.0.1:" + port + "/", Map.of())))
                    .isEqualTo("Expected to reach \"127.0.0.1\", but nobody accepts connections on port " + port + ".");
        }

        @Test
        void saysThatThePortDoesNotSpeakTls() throws Exception {
            try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> {
                    try (Socket caller = plain.accept()) {
                        caller.getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                        caller.getInputStream().readAllBytes();
                    } catch (IOException closed) {
                        // The caller gives up, as it should.
                    }
                });

                assertThat(broken(runUrl("https://127.0.0.1:" + plain.getLocalPort() + "/", Map.of())))
                        .isEqualTo("Expected to reach \"127.0.0.1\", but no trusted connection could be made: "
                                + "the port does not speak TLS.");
            }
        }

        @Test
        void refusesACertificateThatNobodyVouchesFor(@TempDir Path folder) throws Exception {
            HttpsServer secure = selfSigned(folder.resolve("store.p12"));
            try {
                assertThat(broken(runUrl(
                                "https://localhost:" + secure.getAddress().getPort() + "/", Map.of())))
                        .isEqualTo("Expected to reach \"localhost\", but no trusted connection could be made: "
                                + "its certificate is signed by nobody that the worker trusts, or has expired.");
            } finally {
                secure.stop(0);
            }
        }

        private static HttpsServer selfSigned(Path store) throws Exception {
            new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keyalg",
                            "EC",
                            "-alias",
                            "a",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "changeit",
                            "-keystore",
                            store.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, "changeit".toCharArray());
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls));
            secure.start();
            return secure;
        }

        @ParameterizedTest
        @ValueSource(strings = {"/hang", "/drip"})
        void givesUpWhenTheTimeRunsOut(String path) throws Exception {
            assertThat(broken(run(path, Map.of("timeout", 0.2))))
                    .isEqualTo("Expected to get a whole answer from " + server.url() + path
                            + " within 0.2 s, but the time ran out.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/hang", "/drip"})
        void endsSoonAfterAnInterruption(String path) throws Exception {
            run("/users", Map.of());

            Duration delay =
                    RunningAction.interrupt(ACTION, context, Map.of("url", server.url() + path), server.isHanging);

            assertThat(delay).isLessThan(Duration.ofSeconds(20));
        }

        @Test
        void stopsAnEndlessBodyAtTheLimit() throws Exception {
            ActionResult result = run("/endless", Map.of());

            assertThat(broken(result))
                    .isEqualTo("Expected an answer of at most 5 MB, but it is longer; the transfer was stopped there.");
            assertThat(result.outputs()).containsEntry("http_status_code", 200);
        }

        @Test
        void stopsABodyThatUnfoldsBeyondTheLimit() throws Exception {
            assertThat(broken(run("/bomb", Map.of()))).contains("at most 5 MB");
        }

        @Test
        void logsTheRequestAndTheAnswer() throws Exception {
            run("/users", Map.of());

            assertThat(context.lines.getFirst()).isEqualTo("→ GET " + server.url() + "/users");
            assertThat(context.lines.get(1)).matches("← 200 · \\d+ ms · \\d+ bytes");
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

    private static Map<String, Object> json(String path, String operator, Object expected) {
        return Map.of("source", "json", "path", path, "operator", operator, "expected", expected);
    }

    private static Map<String, Object> assertion(String source, String operator, Object expected) {
        return Map.of("source", source, "operator", operator, "expected", expected);
    }

    private static String reason(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        return ((ActionResult.Failed) result).reason();
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
