package io.vigie.contracts.words;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;

/** Derives the first seed's words (TG-11, TG-14, TG-20) by the table in section 7 of the seed systems. */
public final class SeedWords {

    private SeedWords() {}

    /** {@code pending}, {@code running}, {@code completed} or {@code failed}. */
    public static String reportStatus(Phase phase, Outcome outcomeSoFar) {
        return switch (phase) {
            case PENDING -> "pending";
            case RUNNING, CANCELLING -> "running";
            case FINISHED -> outcomeSoFar.isAgainstTheRun() ? "failed" : "completed";
        };
    }

    /** {@code pending} until the run is finished, then {@code success} or {@code failure}. */
    public static String reportResult(Phase phase, Outcome outcomeSoFar) {
        if (phase != Phase.FINISHED) {
            return "pending";
        }
        return outcomeSoFar.isAgainstTheRun() ? "failure" : "success";
    }

    /** {@code passed}, {@code failed} or {@code skipped}. */
    public static String testStatus(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "passed";
            case SKIPPED, CANCELLED -> "skipped";
            case FAILED, BROKEN, TIMED_OUT, INTERRUPTED -> "failed";
        };
    }
}
