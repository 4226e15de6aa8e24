package io.vigie.testclient;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Follows a report's stream as a browser's {@code EventSource} does: reconnects after a cut with the last id it has seen,
 * until the run is over or it is closed.
 */
public final class SseReader implements AutoCloseable {

    private final Client client;
    private final String run;
    private final List<LiveEvent> events = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile String lastId = "";
    private volatile int connections;

    private SseReader(Client client, String run) {
        this.client = client;
        this.run = run;
        this.thread = Thread.ofVirtual().start(this::follow);
    }

    public static SseReader of(Client client, String run) {
        return new SseReader(client, run);
    }

    public List<LiveEvent> events() {
        return List.copyOf(events);
    }

    public int connections() {
        return connections;
    }

    public List<LiveEvent> untilTheEnd(Duration limit) {
        Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> events.stream().anyMatch(SseReader::ends));
        return events();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private static boolean ends(LiveEvent event) {
        return event.isLast() || event.isFinalSnapshot();
    }

    private void follow() {
        while (!closed && events.stream().noneMatch(SseReader::ends)) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(client.url() + "/api/rapports/" + run + "/stream"))
                    .header("Authorization", "Bearer " + client.token())
                    .header("Accept", "text/event-stream");
            if (!lastId.isEmpty()) {
                request.header("Last-Event-ID", lastId);
            }
            try {
                HttpResponse<Stream<String>> response = Client.HTTP.send(request.build(), BodyHandlers.ofLines());
                if (response.statusCode() == 200) {
                    connections++;
                    read(response.body());
                }
                pauseBeforeReconnecting();
            } catch (IOException | RuntimeException cut) {
                try {
                    pauseBeforeReconnecting();
                } catch (InterruptedException stopped) {
                    return;
                }
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private static void pauseBeforeReconnecting() throws InterruptedException {
        Thread.sleep(200);
    }

    private void read(Stream<String> lines) {
        String[] id = {""};
        String[] name = {"message"};
        StringBuilder data = new StringBuilder();
        lines.forEach(line -> {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new LiveEvent(id[0], name[0], Client.JSON.readTree(data.toString()), Instant.now()));
                    if (!id[0].isEmpty()) {
                        lastId = id[0];
                    }
                }
                data.setLength(0);
                name[0] = "message";
            } else if (line.startsWith("id:")) {
                id[0] = line.substring(3).strip();
            } else if (line.startsWith("event:")) {
                name[0] = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
            }
        });
    }
}
