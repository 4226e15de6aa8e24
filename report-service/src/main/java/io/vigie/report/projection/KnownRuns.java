package io.vigie.report.projection;

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
    private final Changes changes;
    private final Clock clock;

    KnownRuns(ProjectionSchemas schemas, RunHeads heads, Changes changes, Clock clock) {
        this.schemas = schemas;
        this.heads = heads;
        this.changes = changes;
        this.clock = clock;
    }

    /**
     * What is read of a run, or nothing when there is no such run, it was removed, or the reading finds nothing.
     *
     * @param reading gets the head of a run that is not removed
     */
    public <T> Optional<T> find(UUID run, Function<RunHead, Optional<T>> reading) {
        return changes.await(run, patienceFor(run), () -> schemas.read(() -> answer(run, reading)))
                .flatMap(answer -> answer);
    }

    /** The answer, or nothing at all when it may still come. */
    private <T> Optional<Optional<T>> answer(UUID run, Function<RunHead, Optional<T>> reading) {
        Optional<RunHead> head = heads.find(run);
        if (head.isPresent() && head.get().deleted()) {
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

    /** Waits until the report of a run is removed. @return whether it was, within the patience */
    public boolean awaitRemoval(UUID run, Duration patience) {
        return changes.await(
                        run, patience, () -> schemas.read(() -> heads.find(run).filter(RunHead::deleted)))
                .isPresent();
    }
}
