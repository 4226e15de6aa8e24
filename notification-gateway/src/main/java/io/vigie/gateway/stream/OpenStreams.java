package io.vigie.gateway.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.gateway.errors.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** All connections that watch, counted, so that neither one user nor all together can take everything; told when the gateway stops. */
@Component
final class OpenStreams implements SmartLifecycle {

    private final StreamSettings settings;
    private final Map<String, Integer> byUser = new HashMap<>();
    private final Set<Connection> connections = new HashSet<>();
    private boolean running;

    OpenStreams(StreamSettings settings, MeterRegistry meters) {
        this.settings = settings;
        meters.gauge("vigie.live.connections", this, OpenStreams::count);
    }

    /** One connection, with the streams on it. */
    final class Connection {

        private final String user;
        private final Set<RunStream> streams = new HashSet<>();

        private Connection(String user) {
            this.user = user;
        }

        void add(RunStream stream) {
            synchronized (OpenStreams.this) {
                streams.add(stream);
                if (!running) {
                    stream.shutDown();
                }
            }
        }

        void remove(RunStream stream) {
            synchronized (OpenStreams.this) {
                streams.remove(stream);
            }
        }

        /** Gives the place back. Repeated calls change nothing. */
        void close() {
            synchronized (OpenStreams.this) {
                if (connections.remove(this)) {
                    byUser.computeIfPresent(user, (name, count) -> count > 1 ? count - 1 : null);
                }
            }
        }
    }

    /** Takes a place for a connection of this user. Ends with a {@code Refusal} when there is none. */
    synchronized Connection open(String user) {
        if (connections.size() >= settings.connections()) {
            throw Problem.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "Trop de connexions en direct sont ouvertes. Réessayez dans quelques secondes.",
                            "Too many live connections are open. Try again in a few seconds.")
                    .withHeader(HttpHeaders.RETRY_AFTER, "5")
                    .asRefusal();
        }
        if (byUser.getOrDefault(user, 0) >= settings.connectionsPerUser()) {
            throw Problem.of(
                            HttpStatus.TOO_MANY_REQUESTS,
                            "Trop de connexions en direct sont ouvertes à votre nom : fermez-en une.",
                            "Too many live connections are open in your name: close one.")
                    .withHeader(HttpHeaders.RETRY_AFTER, "5")
                    .asRefusal();
        }
        Connection connection = new Connection(user);
        connections.add(connection);
        byUser.merge(user, 1, Integer::sum);
        return connection;
    }

    synchronized int count() {
        return connections.size();
    }

    @Override
    public synchronized void start() {
        running = true;
    }

    /** Tells every stream, before the server closes its connections. */
    @Override
    public synchronized void stop() {
        running = false;
        connections.forEach(connection -> connection.streams.forEach(RunStream::shutDown));
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
