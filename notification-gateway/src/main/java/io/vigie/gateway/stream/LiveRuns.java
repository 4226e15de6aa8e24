package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The end of the two topics, in memory: what came lately of each run, and who watches it. One thread follows the topics and fills it;
 * any thread attaches and detaches. Bounded; what was dropped is still in Kafka.
 */
public final class LiveRuns {

    private final StreamSettings settings;
    private final AtomicReference<@Nullable Topics> topics = new AtomicReference<>();

    public LiveRuns(StreamSettings settings) {
        this.settings = settings;
    }

    /**
     * The topics as they are followed.
     *
     * @param epoch names the run-events topic as it was created
     */
    private record Topics(String epoch, PartitionOf partitionOf, List<LivePartition> partitions) {

        LivePartition of(RunId run) {
            return partitions.get(partitionOf.partition(run));
        }
    }

    /** Which partition a run's records stand in. */
    @FunctionalInterface
    public interface PartitionOf {
        int partition(RunId run);
    }

    /** A place in both topics' partition of a run: the offsets of the next records. */
    public record Reach(long run, long log) {}

    /**
     * Begins anew: forgets what was kept and makes all who are attached attach again.
     *
     * @param starts for each partition the first offsets that will be followed
     */
    public void begin(String epoch, PartitionOf partitionOf, List<Reach> starts) {
        List<LivePartition> partitions = new ArrayList<>();
        for (Reach start : starts) {
            partitions.add(new LivePartition(settings, start, settings.keptBytes() / starts.size()));
        }
        Topics before = topics.getAndSet(new Topics(epoch, partitionOf, List.copyOf(partitions)));
        if (before != null) {
            before.partitions().forEach(LivePartition::retire);
        }
    }

    /** Takes entries in the order in which browsers are told of them. */
    public void append(int partition, Entry entry) {
        Topics now = topics.get();
        if (now != null) {
            now.partitions().get(partition).append(entry);
        }
    }

    /** Says how far a partition's topics have been read. */
    public void advance(int partition, Reach next) {
        Topics now = topics.get();
        if (now != null) {
            now.partitions().get(partition).advance(next);
        }
    }

    /** How the topics are named now, or null as long as they are not followed. */
    public @Nullable String epoch() {
        Topics now = topics.get();
        return now == null ? null : now.epoch();
    }

    /** Whether anything of the run came lately. */
    boolean knows(RunId run) {
        Topics now = topics.get();
        return now != null && now.of(run).knows(run);
    }

    /** How many streams of the run are attached. */
    int watchers(RunId run) {
        Topics now = topics.get();
        return now == null ? 0 : now.of(run).watchers(run);
    }

    /** What came of an attempt to attach. */
    sealed interface Attachment {

        /** From here on the outbox gets every entry that comes; those before it and after the position are in the backlog. */
        record Attached(List<Entry> backlog) implements Attachment {}

        /** What is kept does not reach back so far: read up to here first. */
        record ReadFirst(Reach until) implements Attachment {}

        /** The position is beyond what has been read here. */
        record Ahead(Reach next) implements Attachment {}

        /** The topics have another epoch, or are not followed yet. */
        record OtherEpoch() implements Attachment {}
    }

    /** Attaches an outbox to a run, and hands out what is kept of it after the position, in one step. */
    Attachment attach(RunId run, StreamPosition position, Outbox outbox) {
        Topics now = topics.get();
        if (now == null || !now.epoch().equals(position.epoch())) {
            return new Attachment.OtherEpoch();
        }
        return now.of(run).attach(run, position, outbox);
    }

    void detach(RunId run, Outbox outbox) {
        Topics now = topics.get();
        if (now != null) {
            now.of(run).detach(run, outbox);
        }
    }
}
