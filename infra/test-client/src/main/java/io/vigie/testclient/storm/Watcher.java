package io.vigie.testclient.storm;

import io.vigie.testclient.Client;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who watches some reports over a bad network, and comes back with the last id after each cut until each is over. What differs
 * between transports is how one connection lives.
 */
abstract class Watcher implements Runnable {

    /** Longer than the heartbeat of the installation under proof. */
    static final long LONGEST_SILENCE_MILLIS = 5_000;

    /** The first pause after a cut, at most; then twice as long each time until something is heard again, as browsers and Socket.IO's clients do. */
    private static final int SHORT_PAUSE_MILLIS = 500;

    private static final int LONGEST_PAUSE_MILLIS = 8_000;

    final Client client;
    private final Map<String, SeenReport> reports = new LinkedHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Random chance;
    private volatile String lastTrouble = "none";
    private volatile boolean heard;

    /** @param client whose address is the network's, not the server's */
    Watcher(Client client, Collection<String> runs, long seed) {
        this.client = client;
        this.chance = new Random(seed);
        runs.forEach(run -> reports.put(run, new SeenReport(run)));
    }

    abstract String transport();

    /** One connection from its beginning to its end, which is when nothing more comes of it. */
    abstract void watchOnce() throws IOException, InterruptedException;

    @Override
    public final void run() {
        int pause = SHORT_PAUSE_MILLIS;
        try {
            while (!isDone()) {
                connections.incrementAndGet();
                heard = false;
                try {
                    watchOnce();
                } catch (IOException | RuntimeException cut) {
                    lastTrouble = String.valueOf(cut);
                }
                pause = heard ? SHORT_PAUSE_MILLIS : Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
                TimeUnit.MILLISECONDS.sleep(chance.nextInt(pause));
            }
        } catch (InterruptedException stopped) {
            // Time is up: what it knows is looked at as it is.
        }
    }

    final boolean isDone() {
        return reports.values().stream().allMatch(SeenReport::isOver);
    }

    /** Whether anything was told yet. */
    final boolean hasBegun() {
        return reports.values().stream().anyMatch(report -> report.events() > 0);
    }

    final Collection<SeenReport> reports() {
        return reports.values();
    }

    final List<SeenReport> unfinished() {
        return reports.values().stream().filter(report -> !report.isOver()).toList();
    }

    final int connections() {
        return connections.get();
    }

    final String lastTrouble() {
        return lastTrouble;
    }

    /** To be told of whatever comes of a connection. */
    final void heard() {
        heard = true;
    }

    final void take(String name, String id, JsonNode data) {
        SeenReport report =
                reports.get(data.path("rapport_id").asString(data.path("_id").asString("")));
        if (report != null) {
            report.take(name, id, data);
        }
    }
}
