package io.vigie.testclient;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A connection to {@code /ws} that joins reports and keeps what it is told, with the instant at which it was told. */
public final class WebSocketReader implements AutoCloseable, WebSocket.Listener {

    private final List<LiveEvent> events = new CopyOnWriteArrayList<>();
    private final StringBuilder message = new StringBuilder();
    private final WebSocket socket;

    private WebSocketReader(Client client) {
        this.socket = Client.HTTP
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + client.token())
                .buildAsync(URI.create(client.url().replace("http", "ws") + "/ws"), this)
                .join();
    }

    public static WebSocketReader connected(Client client) {
        return new WebSocketReader(client);
    }

    public static WebSocketReader of(Client client, String run) {
        WebSocketReader reader = connected(client);
        reader.join(run);
        return reader;
    }

    public void join(String run) {
        Map<String, Object> join = Map.of("event", "join_rapport", "data", Map.of("rapport_id", run));
        socket.sendText(Client.JSON.writeValueAsString(join), true).join();
    }

    public List<LiveEvent> events() {
        return List.copyOf(events);
    }

    public List<LiveEvent> untilTheEnd(Duration limit) {
        Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> events.stream().anyMatch(event -> event.isLast() || event.isFinalSnapshot()));
        return events();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
        message.append(text);
        if (last) {
            Instant now = Instant.now();
            JsonNode event = Client.JSON.readTree(message.toString());
            message.setLength(0);
            events.add(new LiveEvent(
                    event.path("id").asString(""), event.path("event").asString(""), event.path("data"), now));
        }
        socket.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
