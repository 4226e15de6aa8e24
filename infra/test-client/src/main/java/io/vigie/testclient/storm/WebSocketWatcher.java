package io.vigie.testclient.storm;

import io.vigie.testclient.Client;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Watches reports over one WebSocket. */
final class WebSocketWatcher extends Watcher {

    WebSocketWatcher(Client client, Collection<String> runs, long seed) {
        super(client, runs, seed);
    }

    @Override
    String transport() {
        return "WebSocket";
    }

    @Override
    void watchOnce() throws IOException, InterruptedException {
        Life life = new Life();
        WebSocket socket;
        try {
            socket = Client.HTTP
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer " + client.token())
                    .connectTimeout(Duration.ofMillis(LONGEST_SILENCE_MILLIS))
                    .buildAsync(URI.create(client.url().replace("http", "ws") + "/ws"), life)
                    .orTimeout(LONGEST_SILENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException refused) {
            throw new IOException(refused.getCause());
        }
        try {
            for (SeenReport report : unfinished()) {
                Map<String, Object> data = new HashMap<>(Map.of("rapport_id", report.run()));
                if (!report.lastId().isEmpty()) {
                    data.put("after", report.lastId());
                }
                socket.sendText(Client.JSON.writeValueAsString(Map.of("event", "join_rapport", "data", data)), true)
                        .orTimeout(LONGEST_SILENCE_MILLIS, TimeUnit.MILLISECONDS)
                        .join();
            }
            while (!isDone() && !life.over.await(500, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - life.heard > TimeUnit.MILLISECONDS.toNanos(LONGEST_SILENCE_MILLIS)) {
                    throw new IOException("silent");
                }
            }
        } catch (CompletionException cut) {
            throw new IOException(cut.getCause());
        } finally {
            life.leave();
            socket.abort();
        }
    }

    /** One socket's. */
    private final class Life implements WebSocket.Listener {

        final CountDownLatch over = new CountDownLatch(1);
        private final StringBuilder message = new StringBuilder();
        volatile long heard = System.nanoTime();
        private boolean left;

        /** Whatever comes on this connection from now on will come on the next one. */
        synchronized void leave() {
            left = true;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            heard();
            heard = System.nanoTime();
            message.append(text);
            if (last) {
                hear(Client.JSON.readTree(message.toString()));
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        private synchronized void hear(JsonNode event) {
            if (!left) {
                take(event.path("event").asString(""), event.path("id").asString(""), event.path("data"));
            }
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer nothing) {
            heard = System.nanoTime();
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            over.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            over.countDown();
        }
    }
}
