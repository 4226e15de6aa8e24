package io.vigie.launcher.services;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service says of itself beside its health. */
public final class ServiceFacts {

    private static final int PATIENCE_MILLIS = 2_000;

    private final JsonNode facts;

    private ServiceFacts(JsonNode facts) {
        this.facts = facts;
    }

    /** Asks the service on that port of this machine; one that does not answer has no facts. */
    public static ServiceFacts of(int port) {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:%d/health".formatted(port))
                    .toURL()
                    .openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try (InputStream body =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new ServiceFacts(JsonMapper.shared().readTree(body).path("facts"));
            } finally {
                connection.disconnect();
            }
        } catch (IOException | JacksonException | IllegalArgumentException silent) {
            return new ServiceFacts(JsonMapper.shared().createObjectNode());
        }
    }

    public Optional<String> fact(String name) {
        String said = facts.path(name).asString("");
        return said.isEmpty() ? Optional.empty() : Optional.of(said);
    }
}
