package io.vigie.contracts;

import java.util.Locale;

/** How an attempt of a test, or one of its actions, ended. */
public enum Outcome {
    /** Every expectation held. */
    PASSED,
    /** An expectation did not hold. */
    FAILED,
    /** The test or one of its actions is in error: it could not tell whether the expectations hold. */
    BROKEN,
    /** Never started, for a reason that is always given. */
    SKIPPED,
    /** Stopped because somebody asked for it. */
    CANCELLED,
    /** Stopped because it took longer than it may. */
    TIMED_OUT,
    /** Its worker was lost, and so were the attempts that replaced it. */
    INTERRUPTED;

    /** Whether a test with this outcome counts against its run. */
    public boolean isAgainstTheRun() {
        return this != PASSED && this != SKIPPED;
    }

    /** Whether another attempt of the same test may end otherwise. */
    public boolean isWorthRetrying() {
        return this == FAILED || this == BROKEN || this == TIMED_OUT;
    }

    /** The word on the wire: lower case, words joined by a hyphen. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
