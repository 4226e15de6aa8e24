package io.vigie.report.projection;

import io.vigie.report.projection.Position.Partition;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
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

    public AsOf of(UUID run, long sequence) {
        Partition history = partitions.ofHistory(run);
        Partition logs = partitions.ofLogs(run);
        Optional<Position> folded = positions.of(history);
        long waitingEvents = lag.of(history);
        long waiting = waitingEvents + lag.of(logs);
        Optional<Position> behind = waitingEvents > 0 ? folded : positions.of(logs);
        long age = waiting == 0
                ? 0
                : behind.map(position -> Math.max(
                                0, clock.millis() - position.recordedAt().toEpochMilli()))
                        .orElse(0L);
        return new AsOf(
                sequence,
                history.number(),
                folded.map(Position::offset).orElse(-1L),
                positions.of(logs).map(Position::offset).orElse(-1L),
                waiting,
                age);
    }
}
