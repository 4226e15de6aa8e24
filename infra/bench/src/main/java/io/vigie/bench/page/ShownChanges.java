package io.vigie.bench.page;

import io.vigie.bench.Latencies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which change of a row was shown when. What a row shows of a test is a stage, which only grows: two for each attempt, waiting and running. A change is shown
 * when the row first shows its stage or a later one, as two changes between two pictures become one. Not thread-safe.
 */
final class ShownChanges {

    private final Map<Integer, NavigableMap<Integer, Long>> shown = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();

    /**
     * @param sentMicros when it was written
     * @param readMicros when the gateway read it
     */
    private record Change(int test, int stage, long sentMicros, long readMicros) {}

    /** What the changes came to; {@code missing} were never shown. */
    record Outcome(Latencies fromWriting, Latencies fromReading, int missing) {}

    static int waiting(int attempt) {
        return 2 * attempt;
    }

    static int running(int attempt) {
        return 2 * attempt + 1;
    }

    /** A row showed this stage at this time. */
    void shown(int test, int stage, long micros) {
        shown.computeIfAbsent(test, any -> new TreeMap<>()).merge(stage, micros, Math::min);
    }

    void changed(int test, int stage, long sentMicros, long readMicros) {
        changes.add(new Change(test, stage, sentMicros, readMicros));
    }

    Outcome outcome() {
        Latencies fromWriting = new Latencies();
        Latencies fromReading = new Latencies();
        int missing = 0;
        for (Change change : changes) {
            NavigableMap<Integer, Long> stages = shown.getOrDefault(change.test(), new TreeMap<>());
            var at = stages.tailMap(change.stage(), true).values().stream().min(Long::compare);
            if (at.isEmpty()) {
                missing++;
            } else {
                fromWriting.add(at.get() - change.sentMicros());
                if (change.readMicros() >= 0) {
                    fromReading.add(at.get() - change.readMicros());
                }
            }
        }
        return new Outcome(fromWriting, fromReading, missing);
    }
}
