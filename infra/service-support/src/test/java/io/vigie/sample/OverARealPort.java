package io.vigie.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample service on a real Tomcat, and a plain client. */
@SpringBootTest(
        classes = SampleService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.application.name=sample-service", "vigie.http.max-body=10KB"})
abstract class OverARealPort {

    static final Signer SIGNER = Signer.INSTANCE;
    static final HttpClient CLIENT =
            HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void signer(DynamicPropertyRegistry registry) {
        registry.add("sample.signer", () -> SIGNER.address);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    HttpRequest.Builder asUser(String path) {
        return to(path).header("Authorization", "Bearer " + SIGNER.token());
    }

    HttpRequest.Builder post(String path, String body) {
        return asUser(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException problem) {
            throw new IllegalStateException(problem);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    record Answer(HttpResponse<String> http) {

        int status() {
            return http.statusCode();
        }

        JsonNode body() {
            return JSON.readTree(http.body());
        }

        String message() {
            return body().path("message").asString();
        }

        /** {@code path|expected|found} of the first error. */
        String error() {
            var error = body().path("errors").path(0);
            return error.path("path").asString() + "|" + error.path("expected").asString() + "|"
                    + error.path("found").asString();
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }
}
