package io.vigie.report.projection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Folds the whole history anew beside the rows that serve, and lets the new ones take over. */
public interface Rebuild {

    /**
     * Starts it, in the background.
     *
     * @return how it stands: the one that runs already, when one does
     */
    Progress start();

    /** The last rebuild of this instance, or nothing when there was none since it started. */
    @Nullable
    Progress progress();

    enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * @param folded records read so far
     * @param remaining records of history that are left, as far as is known
     * @param error a sentence, when it failed: the rows that served before go on serving
     */
    record Progress(
            State state,
            int generation,
            long folded,
            long remaining,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String error) {}
}
