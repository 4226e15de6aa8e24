package io.vigie.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of server-sent events that writes down what it gets. */
final class EventLines implements AutoCloseable {

    private static final HttpClient http = HttpClient.newHttpClient();

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final InputStream body;
    private final Thread reader;

    /** One event as it came over the wire. */
    record Event(String name, String id, JsonNode data) {

        /** What the event says, without its id. */
        String said() {
            return name.equals("end") ? name : name + data;
        }
    }

    private EventLines(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().start(this::read);
    }

    static EventLines of(String gateway, String run, String token, @Nullable String lastId) {
        return at(gateway + "/api/rapports/" + run + "/stream", token, lastId);
    }

    static EventLines at(String address, String token, @Nullable String lastId) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).header("Authorization", "Bearer " + token);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("Expected a stream, but found " + answer.statusCode() + ": "
                        + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            return new EventLines(answer.body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void read() {
        String name = "";
        String id = "";
        String data = "";
        try (var lines = new java.io.BufferedReader(new java.io.InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(name, id, JsonMapper.shared().readTree(data)));
                    name = "";
                    id = "";
                    data = "";
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
        } catch (IOException closed) {
            // The test or the gateway closed it.
        }
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    List<String> names() {
        return events.stream().map(Event::name).toList();
    }

    boolean has(String name) {
        return events.stream().anyMatch(event -> event.name().equals(name));
    }

    boolean isOver() {
        return !reader.isAlive();
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException closed) {
            // It is what was wanted.
        }
    }
}
