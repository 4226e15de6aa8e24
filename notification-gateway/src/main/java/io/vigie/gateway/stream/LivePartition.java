package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.LiveRuns.Attachment;
import io.vigie.gateway.stream.LiveRuns.Reach;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is kept of the runs of one partition. For each run it knows from which offsets on it has every record, or will get it; whoever
 * has everything before these offsets can attach. Its lock is held for copying references only.
 */
final class LivePartition {

    private final StreamSettings settings;
    private final long maxBytes;
    /** In the order of their last entry, the oldest first. */
    private final Map<RunId, Kept> runs = new LinkedHashMap<>(64, 0.75f, true);

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
        Kept kept = runs.computeIfAbsent(entry.run(), run -> new Kept(from));
        kept.entries.add(entry);
        kept.bytes += entry.size();
        bytes += entry.size();
        kept.outboxes.removeIf(outbox -> !outbox.offer(entry));
        while (kept.entries.size() > settings.keptEntriesPerRun() || kept.bytes > maxBytes / 2) {
            bytes -= kept.dropFirst();
        }
        dropTheOldest();
    }

    private void dropTheOldest() {
        Iterator<Kept> oldest = runs.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            Kept kept = oldest.next();
            while (bytes > maxBytes && !kept.entries.isEmpty()) {
                bytes -= kept.dropFirst();
            }
            if (kept.entries.isEmpty() && kept.outboxes.isEmpty()) {
                from = farther(from, kept.from);
                oldest.remove();
            }
        }
    }

    synchronized void advance(Reach next) {
        this.next = next;
    }

    synchronized boolean knows(RunId run) {
        Kept kept = runs.get(run);
        return kept != null && !kept.entries.isEmpty();
    }

    synchronized Attachment attach(RunId run, StreamPosition position, Outbox outbox) {
        if (retired) {
            return new Attachment.OtherEpoch();
        }
        Kept known = runs.get(run);
        Reach needed = known == null ? from : known.from;
        if (position.runOffset() + 1 < needed.run() || position.logOffset() + 1 < needed.log()) {
            return new Attachment.ReadFirst(needed);
        }
        if (position.runOffset() >= next.run() || position.logOffset() >= next.log()) {
            return new Attachment.Ahead(next);
        }
        Kept kept = known == null ? runs.computeIfAbsent(run, absent -> new Kept(from)) : known;
        kept.outboxes.add(outbox);
        return new Attachment.Attached(
                kept.entries.stream().filter(entry -> !position.isPast(entry)).toList());
    }

    synchronized void detach(RunId run, Outbox outbox) {
        Kept kept = runs.get(run);
        if (kept != null) {
            kept.outboxes.remove(outbox);
            if (kept.entries.isEmpty() && kept.outboxes.isEmpty()) {
                from = farther(from, kept.from);
                runs.remove(run);
            }
        }
    }

    /** Tells everyone to attach again elsewhere. */
    synchronized void retire() {
        retired = true;
        for (Kept kept : runs.values()) {
            kept.outboxes.forEach(outbox -> outbox.signal(Outbox.Signal.DETACHED));
        }
        runs.clear();
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
