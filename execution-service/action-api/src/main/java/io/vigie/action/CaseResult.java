package io.vigie.action;

import org.jspecify.annotations.Nullable;

/**
 * What a real test runner says of one of its own tests, while it is carried out by one of ours.
 *
 * @param suite the group that it belongs to: a file, a module, a class; empty when the runner has none
 * @param name the test's name within its group
 * @param outcome how it ended
 * @param durationMillis how long it took, in milliseconds
 * @param message why it did not pass, or why it was skipped; {@code null} when there is nothing to say
 */
public record CaseResult(
        String suite,
        String name,
        CaseOutcome outcome,
        long durationMillis,
        @Nullable String message) {

    /** The outcomes that JUnit's XML format tells apart. */
    public enum CaseOutcome {
        PASSED,
        /** An assertion did not hold: {@code <failure>}. */
        FAILED,
        /** The case could not be carried out: {@code <error>}. */
        BROKEN,
        SKIPPED
    }
}
