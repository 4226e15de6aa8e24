package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.LiveRuns.Attachment;
import io.vigie.gateway.stream.LiveRuns.Reach;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the runs of one partition. For each run it knows from which offsets on it has every record, or will get it; whoever
 * has everything before these offsets can attach. Its lock is held for copying references only; what an entry costs here does not depend on how
 * many runs there are, nor on how many of them are watched.
 */
final class LivePartition {

    /** How long the frames of an entry are remembered for those who have not got them yet, in milliseconds; then whoever is late makes his own. */
    private static final long REMEMBERED_MILLIS = 2_000;

    private final StreamSettings settings;
    private final long maxBytes;
    /** Those with entries, in the order of their last one, the oldest first. */
    private final Map<RunId, Kept> runs = new LinkedHashMap<>(64, 0.75f, true);
    /** Those that are watched and have no entries. */
    private final Map<RunId, Kept> silent = new HashMap<>();
    /** Entries that clients were told of lately. */
    private final ArrayDeque<Entry> told = new ArrayDeque<>();

    private Reach from;
    private Reach next;
    private long bytes;
    private boolean retired;

    LivePartition(StreamSettings settings, Reach start, long maxBytes) {
        this.settings = settings;
        this.maxBytes = maxBytes;
        this.from = start;
        this.next = start;
    }

    /** What is kept of one run. */
    private static final class Kept {
        final ArrayDeque<Entry> entries = new ArrayDeque<>();
        final Set<Outbox> outboxes = new LinkedHashSet<>();
        Reach from;
        long bytes;

        Kept(Reach from) {
            this.from = from;
        }

        long dropFirst() {
            Entry dropped = entries.remove();
            bytes -= dropped.size();
            from = beyond(from, dropped);
            return dropped.size();
        }
    }

    synchronized void append(Entry entry) {
        Kept kept = withEntries(entry.run());
        kept.entries.add(entry);
        kept.bytes += entry.size();
        bytes += entry.size();
        if (!kept.outboxes.isEmpty()) {
            entry.steps().remember();
            told.add(entry);
            kept.outboxes.removeIf(outbox -> !outbox.offer(entry));
        }
        forgetBefore(entry.arrival() - REMEMBERED_MILLIS);
        while (kept.entries.size() > settings.keptEntriesPerRun() || kept.bytes > maxBytes / 2) {
            bytes -= kept.dropFirst();
        }
        if (kept.entries.isEmpty()) {
            runs.remove(entry.run());
            setAside(entry.run(), kept);
        }
        dropTheOldest();
    }

    private Kept withEntries(RunId run) {
        Kept kept = runs.get(run);
        if (kept == null) {
            kept = silent.remove(run);
            if (kept == null) {
                kept = new Kept(from);
            }
            runs.put(run, kept);
        }
        return kept;
    }

    private void forgetBefore(long arrival) {
        for (Entry oldest = told.peek(); oldest != null && oldest.arrival() < arrival; oldest = told.peek()) {
            told.remove().steps().forget();
        }
    }

    private void dropTheOldest() {
        Iterator<Map.Entry<RunId, Kept>> oldest = runs.entrySet().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            Map.Entry<RunId, Kept> run = oldest.next();
            Kept kept = run.getValue();
            while (bytes > maxBytes && !kept.entries.isEmpty()) {
                bytes -= kept.dropFirst();
            }
            if (kept.entries.isEmpty()) {
                oldest.remove();
                setAside(run.getKey(), kept);
            }
        }
    }

    /** What becomes of a run that has no entries left. */
    private void setAside(RunId run, Kept kept) {
        if (kept.outboxes.isEmpty()) {
            from = farther(from, kept.from);
        } else {
            silent.put(run, kept);
        }
    }

    synchronized void advance(Reach next) {
        this.next = next;
    }

    synchronized boolean knows(RunId run) {
        return runs.containsKey(run);
    }

    synchronized Attachment attach(RunId run, StreamPosition position, Outbox outbox) {
        if (retired) {
            return new Attachment.OtherEpoch();
        }
        Kept known = known(run);
        Reach needed = known == null ? from : known.from;
        if (position.runOffset() + 1 < needed.run() || position.logOffset() + 1 < needed.log()) {
            return new Attachment.ReadFirst(needed);
        }
        if (position.runOffset() >= next.run() || position.logOffset() >= next.log()) {
            return new Attachment.Ahead(next);
        }
        Kept kept = known == null ? silent.computeIfAbsent(run, absent -> new Kept(from)) : known;
        kept.outboxes.add(outbox);
        return new Attachment.Attached(
                kept.entries.stream().filter(entry -> !position.isPast(entry)).toList());
    }

    synchronized int watchers(RunId run) {
        Kept kept = known(run);
        return kept == null ? 0 : kept.outboxes.size();
    }

    private @Nullable Kept known(RunId run) {
        Kept kept = runs.get(run);
        return kept == null ? silent.get(run) : kept;
    }

    synchronized void detach(RunId run, Outbox outbox) {
        Kept kept = known(run);
        if (kept != null) {
            kept.outboxes.remove(outbox);
            if (kept.entries.isEmpty() && kept.outboxes.isEmpty()) {
                from = farther(from, kept.from);
                silent.remove(run);
            }
        }
    }

    /** Tells everyone to attach again elsewhere. */
    synchronized void retire() {
        retired = true;
        for (Map<RunId, Kept> kept : List.of(runs, silent)) {
            kept.values().forEach(run -> run.outboxes.forEach(outbox -> outbox.signal(Outbox.Signal.DETACHED)));
            kept.clear();
        }
    }

    private static Reach beyond(Reach reach, Entry entry) {
        return switch (entry.source()) {
            case RUN -> new Reach(Math.max(reach.run(), entry.offset() + 1), reach.log());
            case LOG -> new Reach(reach.run(), Math.max(reach.log(), entry.offset() + 1));
        };
    }

    private static Reach farther(Reach one, Reach other) {
        return new Reach(Math.max(one.run(), other.run()), Math.max(one.log(), other.log()));
    }
}
