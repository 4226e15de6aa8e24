package io.vigie.campaign;

import io.vigie.testsupport.openapi.RestAnswers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the service as a client does: over HTTP, with a token. */
public final class Api {

    public static final String EMAIL = "admin@example.com";
    public static final String PASSWORD = "correct horse battery";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final RestAnswers CONTRACT = RestAnswers.of("campaign-service");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    private Api(String url, String token) {
        this.url = url;
        this.token = token;
    }

    public record Answer(int status, JsonNode body, HttpResponse<String> response) {

        public String text(String field) {
            return body.path(field).asString("");
        }

        public String message() {
            return text("message");
        }

        public String firstFault() {
            return body.path("errors").path(0).path("path").asString("");
        }
    }

    public static Api stranger(int port) {
        return new Api("http://127.0.0.1:" + port, "");
    }

    public Api loggedIn(String email, String password) {
        Answer answer = post("/api/login", Map.of("email", email, "password", password));
        return new Api(url, answer.text("token"));
    }

    public Api asAdmin() {
        return loggedIn(EMAIL, PASSWORD);
    }

    public String token() {
        return token;
    }

    public Api with(String otherToken) {
        return new Api(url, otherToken);
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, Object body, String... headers) {
        return send("POST", path, JSON.writeValueAsString(body), headers);
    }

    public Answer put(String path, Object body, String... headers) {
        return send("PUT", path, JSON.writeValueAsString(body), headers);
    }

    public Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            CONTRACT.declare(
                    method,
                    path,
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(null),
                    response.body());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()),
                    response);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    // What tests need again and again

    public String campaign(String name) {
        return post("/api/campains", Map.of("name", name, "description", "d")).text("campain_id");
    }

    public String test(String campaign, String name) {
        return post(
                        "/api/tests",
                        Map.of(
                                "campain_id",
                                campaign,
                                "name",
                                name,
                                "actions",
                                List.of(Map.of("type", "pause", "value", Map.of("seconds", 1)))))
                .text("test_id");
    }

    public void environment(String name) {
        post("/api/variables", Map.of("key", "base_url", "isRoot", true));
        post("/api/variables", Map.of("key", "base_url", "value", "http://127.0.0.1/" + name, "filiere", name));
    }

    public Answer launch(String campaign, String name, String environment, String... headers) {
        return post(
                "/api/rapports/execute", Map.of("campain_id", campaign, "name", name, "filiere", environment), headers);
    }
}
