package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import org.jspecify.annotations.Nullable;

/** The few ways in which formats of other people can show how something ended. */
enum Shown {
    PASSED,
    /** An expectation did not hold. */
    FAILED,
    /** It could not be told whether the expectations hold. */
    BROKEN,
    SKIPPED,
    /** Somebody stopped it. */
    STOPPED,
    /** There is no verdict yet. */
    OPEN;

    static Shown of(@Nullable Outcome outcome) {
        return outcome == null
                ? OPEN
                : switch (outcome) {
                    case PASSED -> PASSED;
                    case FAILED -> FAILED;
                    case BROKEN, TIMED_OUT, INTERRUPTED -> BROKEN;
                    case SKIPPED -> SKIPPED;
                    case CANCELLED -> STOPPED;
                };
    }
}
