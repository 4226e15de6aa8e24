package io.vigie.testclient.storm;

import io.socket.client.IO;
import io.socket.client.Manager;
import io.socket.client.Socket;
import io.vigie.testclient.Client;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;
import tools.jackson.databind.JsonNode;

/** Watches reports over Socket.IO, with the project's own Java client: polling first and then a WebSocket, or polling alone. */
final class SocketIoWatcher extends Watcher {

    private static final List<String> EVENTS = List.of(
            "snapshot",
            "history_lost",
            "end",
            "error",
            "campain_started",
            "campain_progress",
            "campain_cancelling",
            "campain_completed",
            "test_queued",
            "test_started",
            "test_log",
            "test_attempt_completed",
            "test_completed");

    private final boolean pollingOnly;

    SocketIoWatcher(Client client, Collection<String> runs, long seed, boolean pollingOnly) {
        super(client, runs, seed);
        this.pollingOnly = pollingOnly;
    }

    @Override
    String transport() {
        return pollingOnly ? "Socket.IO polling" : "Socket.IO";
    }

    @Override
    void watchOnce() throws IOException, InterruptedException {
        IO.Options options = IO.Options.builder()
                .setForceNew(true)
                .setReconnection(false)
                .setTimeout(LONGEST_SILENCE_MILLIS)
                .setTransports(pollingOnly ? new String[] {"polling"} : new String[] {"polling", "websocket"})
                .setAuth(Map.of("token", client.token()))
                .build();
        // The HTTP library sends a poll again by itself when its connection broke before the answer. With a mark on
        // each, as npm's and Python's clients
        // put by default, the gateway knows it and answers the same; without one it can but go on, and what was on the
        // broken connection is lost.
        options.timestampRequests = true;
        Socket socket = IO.socket(URI.create(client.url()), options);
        Life life = new Life(socket);
        try {
            socket.connect();
            while (!isDone() && !life.over.await(200, TimeUnit.MILLISECONDS)) {
                // The client's own heartbeat ends a connection that has fallen silent.
            }
            if (!isDone()) {
                throw new IOException(life.end);
            }
        } finally {
            life.leave();
            socket.close();
        }
    }

    /** One connection's. */
    private final class Life {

        final CountDownLatch over = new CountDownLatch(1);
        volatile String end = "";
        private boolean left;

        Life(Socket socket) {
            socket.on(Socket.EVENT_CONNECT, nothing -> join(socket));
            for (String end : List.of(Socket.EVENT_CONNECT_ERROR, Socket.EVENT_DISCONNECT)) {
                socket.on(end, why -> end(end, why));
            }
            socket.io().on(Manager.EVENT_ERROR, why -> end("error of the connection", why));
            EVENTS.forEach(name -> socket.on(name, arguments -> hear(name, arguments)));
        }

        private void join(Socket socket) {
            for (SeenReport report : unfinished()) {
                Map<String, String> data = report.lastId().isEmpty()
                        ? Map.of("rapport_id", report.run())
                        : Map.of("rapport_id", report.run(), "after", report.lastId());
                socket.emit("join_rapport", new JSONObject(data));
            }
        }

        synchronized void leave() {
            left = true;
        }

        private void end(String what, Object[] why) {
            end = what + " " + Arrays.toString(why);
            over.countDown();
        }

        private synchronized void hear(String name, Object[] arguments) {
            if (!left) {
                heard();
                JsonNode data = Client.JSON.readTree(String.valueOf(arguments[0]));
                take(name, data.path("event_id").asString(""), data);
            }
        }
    }
}
