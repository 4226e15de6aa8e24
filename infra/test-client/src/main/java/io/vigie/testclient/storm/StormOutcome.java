package io.vigie.testclient.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a storm showed.
 *
 * @param wrong what should not be, a sentence each; empty when everything is proven
 * @param watched how many reports were followed, each watcher's own counted
 * @param live how many of them were seen while they happened, at least in part
 * @param equal how many of them were known in the end exactly as they are kept
 * @param events of all runs together, as whoever saw most of each was told
 * @param delivered to all watchers together
 * @param cuts how many connections the network ended
 * @param kills of the gateway
 * @param connections made, by transport
 * @param network what the network did, in a sentence
 */
public record StormOutcome(
        long seed,
        List<String> wrong,
        Duration took,
        int watchers,
        int watched,
        int live,
        int equal,
        int events,
        long delivered,
        int cuts,
        int kills,
        Map<String, Integer> connections,
        String network) {

    private static final int SHOWN = 30;

    public boolean proven() {
        return wrong.isEmpty() && equal == watched;
    }

    /** For people: the numbers, what is wrong, and the verdict last. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d watchers of %d reports, %d of them seen live: %d events, %d deliveries in %.0f s; the gateway was killed %d times.",
                watchers,
                watched,
                live,
                events,
                delivered,
                took.toMillis() / 1_000.0,
                kills));
        lines.add("The network: " + network + ".");
        lines.add("Connections: " + connections);
        wrong.stream().limit(SHOWN).forEach(sentence -> lines.add("WRONG  " + sentence));
        if (wrong.size() > SHOWN) {
            lines.add("WRONG  and %d more".formatted(wrong.size() - SHOWN));
        }
        lines.add(
                proven()
                        ? "PROVEN  each of %d folds hashes to what is kept (seed %d)".formatted(equal, seed)
                        : "NOT PROVEN  %d of %d folds hash to what is kept (seed %d)".formatted(equal, watched, seed));
        return lines;
    }
}
