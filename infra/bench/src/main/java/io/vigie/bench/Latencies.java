package io.vigie.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A collection of durations, in microseconds. Not thread-safe. */
public final class Latencies {

    private final List<Long> micros = new ArrayList<>();

    public void add(long duration) {
        micros.add(duration);
    }

    public int count() {
        return micros.size();
    }

    /** The smallest duration that at least the given share of all does not exceed (nearest rank), in milliseconds. */
    public double millis(double share) {
        if (micros.isEmpty()) {
            return Double.NaN;
        }
        List<Long> sorted = new ArrayList<>(micros);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1) / 1_000.0;
    }

    public double p50() {
        return millis(0.5);
    }

    public double p99() {
        return millis(0.99);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %.2f ms, p99 %.2f ms (%d)", p50(), p99(), count());
    }
}
