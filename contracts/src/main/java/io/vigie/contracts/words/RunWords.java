package io.vigie.contracts.words;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;

/** Derives the words of a run as the third seed has them (SC-21, SC-31) by the table in section 7 of the seed systems. */
public final class RunWords {

    private RunWords() {}

    /**
     * {@code pending}, {@code running}, {@code passed}, {@code failed} or {@code error}. That seed has no word for a run that somebody ended: it is
     * an {@code error}, as its table says. One that took too long did not do what it should: {@code failed}.
     */
    public static String status(Phase phase, Outcome outcomeSoFar) {
        return switch (phase) {
            case PENDING -> "pending";
            case RUNNING, CANCELLING -> "running";
            case FINISHED ->
                switch (outcomeSoFar) {
                    case PASSED -> "passed";
                    case FAILED, TIMED_OUT -> "failed";
                    case BROKEN, CANCELLED, INTERRUPTED, SKIPPED -> "error";
                };
        };
    }
}
