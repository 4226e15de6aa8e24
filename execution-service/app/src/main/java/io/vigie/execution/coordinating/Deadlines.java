package io.vigie.execution.coordinating;

import io.vigie.contracts.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When the clock has something to say to which run, the next one first: looking costs nothing while nothing is due. Not thread-safe. */
public final class Deadlines {

    private record Deadline(Instant at, RunId runId) {}

    private final Map<RunId, Instant> known = new HashMap<>();
    private final TreeSet<Deadline> inOrder = new TreeSet<>(Comparator.comparing(Deadline::at)
            .thenComparing(deadline -> deadline.runId().value()));

    /** The run's deadline from now on, or null when it has none. */
    public void put(RunId runId, @Nullable Instant at) {
        Instant before = at == null ? known.remove(runId) : known.put(runId, at);
        if (before != null && !before.equals(at)) {
            inOrder.remove(new Deadline(before, runId));
        }
        if (at != null && !at.equals(before)) {
            inOrder.add(new Deadline(at, runId));
        }
    }

    /** The runs whose deadline has come; they are due until they have another one or none. */
    public List<RunId> due(Instant now) {
        List<RunId> due = new ArrayList<>();
        for (Deadline deadline : inOrder) {
            if (now.isBefore(deadline.at())) {
                break;
            }
            due.add(deadline.runId());
        }
        return due;
    }

    public void clear() {
        known.clear();
        inOrder.clear();
    }
}
