package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says up to where an answer goes. Must be asked in the transaction that reads the rows. */
@Component
public class AsOfs {

    private final FoldedPositions positions;
    private final RunPartitions partitions;
    private final ProjectionLag lag;
    private final Clock clock;

    AsOfs(FoldedPositions positions, RunPartitions partitions, ProjectionLag lag, Clock clock) {
        this.positions = positions;
        this.partitions = partitions;
        this.lag = lag;
        this.clock = clock;
    }

    /** Says it of each run of one answer. */
    @FunctionalInterface
    public interface OfRun {

        /** @param sequence of the last event of the run that is folded */
        AsOf of(UUID run, long sequence);
    }

    /** @param sequence of the last event of the run that is folded */
    public AsOf of(UUID run, long sequence) {
        return of(run, sequence, positions::of, lag::of);
    }

    /** The same for an answer about many runs: however many there are, a partition is asked for once. */
    public OfRun ofMany() {
        Map<Partition, Position> folded = positions.all();
        Map<Partition, OptionalLong> waiting = new HashMap<>();
        return (run, sequence) -> of(
                run,
                sequence,
                partition -> Optional.ofNullable(folded.get(partition)),
                partition -> waiting.computeIfAbsent(partition, lag::of));
    }

    private AsOf of(
            UUID run,
            long sequence,
            Function<Partition, Optional<Position>> last,
            Function<Partition, OptionalLong> behind) {
        Partition history = partitions.ofHistory(run);
        Partition logs = partitions.ofLogs(run);
        Optional<Position> lastEvent = last.apply(history);
        Optional<Position> lastLog = last.apply(logs);
        OptionalLong events = behind.apply(history);
        OptionalLong lines = behind.apply(logs);
        Long waiting = null;
        Long age = null;
        if (events.isPresent() && lines.isPresent()) {
            waiting = events.getAsLong() + lines.getAsLong();
            age = waiting == 0 ? Long.valueOf(0) : age(events.getAsLong() > 0 ? lastEvent : lastLog);
        }
        return new AsOf(sequence, history.number(), offset(lastEvent), offset(lastLog), waiting, age);
    }

    private static long offset(Optional<Position> last) {
        return last.map(Position::offset).orElse(-1L);
    }

    /** What waits is younger than what was folded last; nothing is known of its age when nothing was folded yet. */
    private @Nullable Long age(Optional<Position> last) {
        return last.filter(position -> position.offset() >= 0)
                .map(position ->
                        Math.max(0, clock.millis() - position.recordedAt().toEpochMilli()))
                .orElse(null);
    }
}
