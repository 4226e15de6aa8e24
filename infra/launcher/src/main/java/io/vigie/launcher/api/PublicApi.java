package io.vigie.launcher.api;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Vigie's public API, used as anybody would use it. Not safe for use by several threads. */
public final class PublicApi implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final String address;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            // It is this machine: no proxy of the environment stands between.
            .proxy(ProxySelector.of(null))
            .build();

    private @Nullable String token;

    /** @param address where people find the installation */
    public PublicApi(String address) {
        this.address = address;
    }

    /** Logs in; the calls that follow are this user's. @throws Refused when the password is not the right one */
    public void logIn(String email, String password) throws IOException, InterruptedException {
        token = null;
        token = post("/api/login", JSON.createObjectNode().put("email", email).put("password", password))
                .path("token")
                .asString();
    }

    /** The token of who is logged in, for a program that asks by itself; nothing before {@link #logIn}. */
    public @Nullable String token() {
        return token;
    }

    /** Reads. @throws Refused for any answer but 2xx */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    /** Sends. @throws Refused for any answer but 2xx */
    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Accept-Language", "en");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpRequest whole = request.build();
        HttpResponse<String> response = client.send(whole, HttpResponse.BodyHandlers.ofString());
        JsonNode body;
        try {
            body = JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        } catch (JacksonException notJson) {
            body = JSON.createObjectNode();
        }
        if (response.statusCode() >= 300) {
            throw new Refused(
                    response.statusCode(),
                    "%s %s was answered with %d: %s"
                            .formatted(
                                    whole.method(),
                                    whole.uri().getPath(),
                                    response.statusCode(),
                                    body.path("message").asString("")));
        }
        return body;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** An answer that is not a yes. */
    public static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String sentence) {
            super(sentence);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }
}
