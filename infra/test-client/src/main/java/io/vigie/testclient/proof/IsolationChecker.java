package io.vigie.testclient.proof;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent;
import io.vigie.testclient.proof.Finding.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds slots that were alive at the same time on one host and shared a directory, a port, a database suffix or a media directory.
 *
 * <p>From workers' own reports, whose instants are all the worker's, this is exact but for the moment between a slice's last report and its
 * return. From histories it is exact within a run and a worker, whose reports keep their order; for the rest a slice counts as alive only as
 * long as a test is known to have run in it, since a coordinator learns later than it happens that a slice has ended.
 */
public final class IsolationChecker {

    private final Map<Key, Use> uses = new LinkedHashMap<>();
    private final Map<Holder, List<Use>> open = new HashMap<>();
    private final Map<TestKey, Use> running = new HashMap<>();
    private long order;

    private record Key(String run, long slice, WorkerId worker) {
        Holder holder() {
            return new Holder(run, worker);
        }
    }

    private record Holder(String run, WorkerId worker) {}

    private record TestKey(String run, String test) {}

    private static final class Use {
        private final Key key;
        private final SlotLease slot;
        private final Instant from;
        private final long firstOrder;
        private Instant until;
        private long lastOrder = Long.MAX_VALUE;
        private final long sequence;

        Use(Key key, SlotLease slot, Instant from, long firstOrder, long sequence) {
            this.key = key;
            this.slot = slot;
            this.from = from;
            this.until = from;
            this.firstOrder = firstOrder;
            this.sequence = sequence;
        }

        void livesUntil(Instant at) {
            until = until.isBefore(at) ? at : until;
        }

        boolean meets(Use other) {
            if (key.run.equals(other.key.run) && key.worker.equals(other.key.worker)) {
                return firstOrder < other.lastOrder && other.firstOrder < lastOrder;
            }
            return from.isBefore(other.until) && other.from.isBefore(until);
        }
    }

    /** Takes a worker's report or an event of a history; give one checker only one of the two kinds. */
    public void accept(Envelope<?> envelope) {
        order++;
        Message message = envelope.message();
        if (message instanceof AttemptEvent event) {
            report(event, envelope.time());
        } else if (message instanceof RunEvent event) {
            history(event, envelope.link() == null ? 0 : envelope.link().sequence());
        }
    }

    private void report(AttemptEvent event, Instant at) {
        String run = event.runId().value();
        switch (event) {
            case AttemptEvent.SliceAccepted accepted ->
                open(new Key(run, accepted.slice(), accepted.workerId()), accepted.slot(), accepted.acceptedAt(), 0);
            case AttemptEvent.Heartbeat heartbeat -> {}
            case AttemptEvent.TestStarted started -> seen(event, started.slice(), at);
            case AttemptEvent.ActionFinished finished -> seen(event, finished.slice(), at);
            case AttemptEvent.CasesFinished cases -> seen(event, cases.slice(), at);
            case AttemptEvent.ArtifactStored artifact -> seen(event, artifact.slice(), at);
            case AttemptEvent.TestFinished finished -> seen(event, finished.slice(), at);
            case AttemptEvent.SliceReturned returned -> close(new Key(run, returned.slice(), event.workerId()));
        }
    }

    private void seen(AttemptEvent event, long slice, Instant at) {
        Use use = uses.get(new Key(event.runId().value(), slice, event.workerId()));
        if (use != null) {
            use.livesUntil(at);
        }
    }

    private void history(RunEvent event, long sequence) {
        String run = event.runId().value();
        switch (event) {
            case RunEvent.SliceStarted slice ->
                open(new Key(run, slice.slice(), slice.workerId()), slice.slot(), slice.acceptedAt(), sequence);
            case RunEvent.SliceEnded slice -> close(new Key(run, slice.slice(), slice.workerId()));
            case RunEvent.TestStarted started -> {
                Use use = onlyOpen(run, started.workerId());
                if (use != null) {
                    use.livesUntil(started.startedAt());
                    running.put(new TestKey(run, started.testId().value()), use);
                }
            }
            case RunEvent.AttemptFinished finished ->
                ended(run, finished.testId().value(), finished.finishedAt());
            case RunEvent.TestFinished finished -> ended(run, finished.testId().value(), finished.finishedAt());
            case RunEvent.AttemptLost lost ->
                running.remove(new TestKey(run, lost.testId().value()));
            default -> {}
        }
    }

    private void ended(String run, String test, Instant at) {
        Use use = running.remove(new TestKey(run, test));
        if (use != null) {
            use.livesUntil(at);
        }
    }

    /** The slice in which a worker runs a test of the run; nothing when it holds several, since the history does not say which. */
    private @Nullable Use onlyOpen(String run, WorkerId worker) {
        List<Use> held = open.getOrDefault(new Holder(run, worker), List.of());
        return held.size() == 1 ? held.getFirst() : null;
    }

    private void open(Key key, SlotLease slot, Instant from, long sequence) {
        Use use = new Use(key, slot, from, order, sequence);
        if (uses.putIfAbsent(key, use) == null) {
            open.computeIfAbsent(key.holder(), holder -> new ArrayList<>()).add(use);
        }
    }

    private void close(Key key) {
        Use use = uses.get(key);
        if (use != null && use.lastOrder == Long.MAX_VALUE) {
            use.lastOrder = order;
            open.getOrDefault(key.holder(), new ArrayList<>()).remove(use);
        }
    }

    /** How many slices took a slot. */
    public int slices() {
        return uses.size();
    }

    /** What was shared. */
    public List<Finding> findings() {
        Map<String, List<Use>> byHost = new LinkedHashMap<>();
        for (Use use : uses.values()) {
            byHost.computeIfAbsent(use.slot.host(), host -> new ArrayList<>()).add(use);
        }
        List<Finding> findings = new ArrayList<>();
        for (List<Use> onHost : byHost.values()) {
            check(onHost, findings);
        }
        return findings;
    }

    private static void check(List<Use> onHost, List<Finding> findings) {
        List<Use> inOrder = new ArrayList<>(onHost);
        inOrder.sort(Comparator.comparing(use -> use.from));
        for (int i = 0; i < inOrder.size(); i++) {
            Use use = inOrder.get(i);
            for (int j = i + 1; j < inOrder.size(); j++) {
                Use later = inOrder.get(j);
                boolean sameOrder = use.key.run.equals(later.key.run) && use.key.worker.equals(later.key.worker);
                if (!sameOrder && !later.from.isBefore(use.until)) {
                    continue;
                }
                String shared = shared(use.slot, later.slot);
                if (shared != null && use.meets(later)) {
                    findings.add(new Finding(
                            Rule.ISOLATION,
                            later.key.run,
                            later.sequence,
                            "slice-started",
                            "slice %d of worker %s shares %s with slice %d of run %s, which worker %s holds"
                                    .formatted(
                                            later.key.slice,
                                            later.key.worker,
                                            shared,
                                            use.key.slice,
                                            use.key.run,
                                            use.key.worker)));
                }
            }
        }
    }

    /** What both have; what neither has, since its machine had no more to give, is not shared. */
    private static @Nullable String shared(SlotLease one, SlotLease other) {
        if (areSame(one.directory(), other.directory())) {
            return "the directory " + one.directory();
        }
        if (areSame(one.mediaDirectory(), other.mediaDirectory())) {
            return "the media directory " + one.mediaDirectory();
        }
        if (areSame(one.databaseSuffix(), other.databaseSuffix())) {
            return "the database suffix " + one.databaseSuffix();
        }
        int firstOfBoth = Math.max(one.firstPort(), other.firstPort());
        if (firstOfBoth < Math.min(one.firstPort() + one.portCount(), other.firstPort() + other.portCount())) {
            return "port " + firstOfBoth;
        }
        return null;
    }

    private static boolean areSame(String one, String other) {
        return !one.isEmpty() && one.equals(other);
    }
}
