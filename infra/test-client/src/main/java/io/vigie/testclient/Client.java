package io.vigie.testclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person with a token at Vigie's public port. */
public final class Client {

    public static final JsonMapper JSON = new JsonMapper();
    public static final HttpClient HTTP = HttpClient.newHttpClient();

    /** How many tests one request may create. */
    private static final int MOST_AT_ONCE = 500;

    /** An action that passes at once. */
    public static final Map<String, Object> PASS = Map.of("type", "pause", "value", Map.of("duration", 0));

    private final String url;
    private final String token;

    private Client(String url, String token) {
        this.url = url;
        this.token = token;
    }

    public static Client loggedIn(Vigie vigie) {
        Answer answer = new Client(vigie.url(), "")
                .post("/api/login", Map.of("email", Vigie.ADMIN, "password", Vigie.PASSWORD));
        return new Client(
                vigie.url(), answer.expecting(200).json().path("token").asString());
    }

    public static Client anonymous(Vigie vigie) {
        return new Client(vigie.url(), "");
    }

    /** The same person by another way to Vigie. */
    public Client at(String otherUrl) {
        return new Client(otherUrl, token);
    }

    public String token() {
        return token;
    }

    public String url() {
        return url;
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer post(String path, Object body, String... headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body instanceof String text ? text : JSON.writeValueAsString(body)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer put(String path, Object body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** A campaign of the given tests, each a list of actions, in an environment {@code E2E} that has a value. */
    public String campaign(List<List<Map<String, Object>>> tests) {
        ensureEnvironment();
        String campaign = created(
                post("/api/campains", Map.of("name", "e2e " + UUID.randomUUID(), "description", "")), "campain_id");
        int number = 1;
        for (List<Map<String, Object>> actions : tests) {
            created(
                    post(
                            "/api/tests",
                            Map.of(
                                    "campain_id",
                                    campaign,
                                    "name",
                                    "Test " + number++,
                                    "description",
                                    "",
                                    "actions",
                                    actions,
                                    "variables",
                                    List.of())),
                    "test_id");
        }
        return campaign;
    }

    public static List<List<Map<String, Object>>> tests(int count, Map<String, Object> action) {
        return IntStream.range(0, count).mapToObj(i -> List.of(action)).toList();
    }

    public static Map<String, Object> pause(double seconds) {
        return Map.of("type", "pause", "value", Map.of("duration", seconds));
    }

    /** A campaign of these tests, created as many at a time as may be; for many. */
    public String largeCampaign(List<Map<String, Object>> tests) {
        ensureEnvironment();
        String campaign = created(
                post("/api/campains", Map.of("name", "e2e " + UUID.randomUUID(), "description", "")), "campain_id");
        List<Map<String, Object>> bodies = new ArrayList<>();
        for (Map<String, Object> test : tests) {
            Map<String, Object> body = new HashMap<>(Map.of("description", "", "variables", List.of()));
            body.putAll(test);
            body.putIfAbsent("name", "Test " + (bodies.size() + 1));
            bodies.add(body);
        }
        for (int first = 0; first < bodies.size(); first += MOST_AT_ONCE) {
            List<Map<String, Object>> some = bodies.subList(first, Math.min(bodies.size(), first + MOST_AT_ONCE));
            post("/api/tests/bulk", Map.of("campain_id", campaign, "tests", some))
                    .expecting(201);
        }
        return campaign;
    }

    /** An action that fails its expectation. */
    public static Map<String, Object> fail(Vigie vigie) {
        return Map.of(
                "type",
                "http",
                "value",
                Map.of("method", "GET", "url", vigie.url() + "/health", "return_status_code", 418));
    }

    public String launch(String campaign, Map<String, Object> options) {
        var command = new HashMap<String, Object>(
                Map.of("campain_id", campaign, "name", "Rapport " + UUID.randomUUID(), "filiere", "E2E"));
        command.putAll(options);
        return created(post("/api/rapports/execute", command), "rapport_id");
    }

    public JsonNode report(String run) {
        return get("/api/rapports/" + run).json();
    }

    public JsonNode finishedReport(String run, Duration limit) {
        return Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(
                        () -> report(run),
                        report -> List.of("completed", "failed")
                                .contains(report.path("status").asString()));
    }

    private void ensureEnvironment() {
        post("/api/variables", Map.of("key", "e2e", "value", "", "filiere", "", "description", "", "isRoot", true));
        post(
                "/api/variables",
                Map.of("key", "e2e", "value", "1", "filiere", "E2E", "description", "", "isRoot", false));
    }

    private static String created(Answer answer, String id) {
        return answer.expecting(201).json().path(id).asString();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException away) {
            throw new UncheckedIOException(away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public record Answer(int status, String text) {

        public JsonNode json() {
            return JSON.readTree(text);
        }

        public String message() {
            return json().path("message").asString();
        }

        /** This answer, when it has the status; fails with the answer's text otherwise. */
        public Answer expecting(int expected) {
            if (status != expected) {
                throw new AssertionError("Expected an answer %d, but found %d: %s".formatted(expected, status, text));
            }
            return this;
        }
    }
}
