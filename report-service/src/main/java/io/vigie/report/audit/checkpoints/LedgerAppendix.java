package io.vigie.report.audit.checkpoints;

import io.vigie.contracts.Kept;
import io.vigie.report.history.HistoryAppendix;
import io.vigie.report.projection.Changes;
import io.vigie.report.projection.ProjectionLag;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.Removals;
import io.vigie.report.projection.RunHead;
import io.vigie.report.projection.RunHeads;
import io.vigie.report.projection.RunPartitions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Puts what vouches for a run under its history. The ledger may be ahead of the rows for a moment; then this waits, and after that it leaves out what
 * speaks of events that are still to be folded. When nothing is left to be folded, nothing is left out: events that are signed and not there are
 * what an auditor must see.
 */
@Component
@Order(0)
class LedgerAppendix implements HistoryAppendix {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final LedgerRows ledger;
    private final ProjectionSchemas schemas;
    private final RunHeads heads;
    private final Removals removals;
    private final Changes changes;
    private final RunPartitions partitions;
    private final ProjectionLag lag;

    LedgerAppendix(
            LedgerRows ledger,
            ProjectionSchemas schemas,
            RunHeads heads,
            Removals removals,
            Changes changes,
            RunPartitions partitions,
            ProjectionLag lag) {
        this.ledger = ledger;
        this.schemas = schemas;
        this.heads = heads;
        this.removals = removals;
        this.changes = changes;
        this.partitions = partitions;
        this.lag = lag;
    }

    @Override
    public Stream<String> linesOf(UUID run) {
        if (removals.of(run, Kept.RUN).isPresent()) {
            // No events will be read beside it: all that was ever signed of it is what is left.
            return ledger.vouchingFor(run).stream();
        }
        long signed = ledger.signedUpTo(run);
        boolean caughtUp = changes.await(
                        run, PATIENCE, () -> folded(run) >= signed ? Optional.of(true) : Optional.empty())
                .isPresent();
        return (caughtUp || nothingWaits(run) ? ledger.vouchingFor(run) : ledger.vouchingFor(run, folded(run)))
                .stream();
    }

    private long folded(UUID run) {
        return schemas.read(() -> heads.find(run).map(RunHead::sequence).orElse(0L));
    }

    private boolean nothingWaits(UUID run) {
        return lag.of(partitions.ofHistory(run)).orElse(1) == 0;
    }
}
