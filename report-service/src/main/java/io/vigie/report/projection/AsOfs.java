package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
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

    /** @param sequence of the last event of the run that is folded */
    public AsOf of(UUID run, long sequence) {
        Partition history = partitions.ofHistory(run);
        Partition logs = partitions.ofLogs(run);
        Optional<Position> lastEvent = positions.of(history);
        Optional<Position> lastLog = positions.of(logs);
        OptionalLong events = lag.of(history);
        OptionalLong lines = lag.of(logs);
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
