package io.vigie.report.projection;

import io.vigie.contracts.Kept;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/**
 * Answers about one run, each from one snapshot. A run that was launched just now may not be folded yet: who asks for it waits a little, until the
 * commit that brings it. Nobody waits for what was removed.
 */
@Service
public class KnownRuns {

    /** How long a read waits for a run that was launched just now. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long after its launch a run that is not known yet may still be on its way. Longer than the clocks of two machines are apart. */
    private static final Duration JUST_NOW = Duration.ofSeconds(60);

    private final ProjectionSchemas schemas;
    private final RunHeads heads;
    private final Removals removals;
    private final Changes changes;
    private final Clock clock;

    KnownRuns(ProjectionSchemas schemas, RunHeads heads, Removals removals, Changes changes, Clock clock) {
        this.schemas = schemas;
        this.heads = heads;
        this.removals = removals;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * What is read of a run, or nothing when there is no such run, it was removed just now, or the reading finds nothing.
     *
     * @param reading gets the head of a run that is not removed
     * @throws io.vigie.service.refusal.Refusal 410 when it was removed and the ledger says so
     */
    public <T> Optional<T> find(UUID run, Function<RunHead, Optional<T>> reading) {
        return changes.await(run, patienceFor(run), () -> schemas.read(() -> answer(run, reading)))
                .flatMap(answer -> answer);
    }

    /** The answer, or nothing at all when it may still come. */
    private <T> Optional<Optional<T>> answer(UUID run, Function<RunHead, Optional<T>> reading) {
        Optional<RunHead> head = heads.find(run);
        if (head.isPresent() && head.get().deleted()) {
            removals.of(run, Kept.RUN).ifPresent(removal -> {
                throw Removals.gone(removal, Kept.RUN);
            });
            return Optional.of(Optional.empty());
        }
        Optional<T> found = head.flatMap(reading);
        return found.isPresent() ? Optional.of(found) : Optional.empty();
    }

    private Duration patienceFor(UUID run) {
        return RunIds.launchOf(run)
                .filter(launched -> isJustNow(launched))
                .map(launched -> PATIENCE)
                .orElse(Duration.ZERO);
    }

    private boolean isJustNow(Instant launched) {
        return Duration.between(launched, clock.instant()).abs().compareTo(JUST_NOW) <= 0;
    }

    /** What says that a run was removed, or nothing when nothing does, or it was not. */
    public Optional<Removal> removal(UUID run) {
        return removal(run, Kept.RUN);
    }

    /** What says that this part of a run was removed, or nothing when it was not. */
    public Optional<Removal> removal(UUID run, Kept part) {
        return removals.of(run, part);
    }

    /**
     * @param head of a run that is not removed
     * @throws io.vigie.service.refusal.Refusal 410 when this part of it was
     */
    public void mustBeKept(RunHead head, Kept part) {
        boolean gone = switch (part) {
            case RUN -> head.deleted();
            case LOGS -> head.logsRemoved();
            case ARTIFACTS -> head.artifactsRemoved();
        };
        if (gone) {
            removals.of(head.run(), part).ifPresent(removal -> {
                throw Removals.gone(removal, part);
            });
        }
    }

    /** Waits until the report of a run is removed. @return whether it was, within the patience */
    public boolean awaitRemoval(UUID run, Duration patience) {
        return changes.await(
                        run, patience, () -> schemas.read(() -> heads.find(run).filter(RunHead::deleted)))
                .isPresent();
    }
}
