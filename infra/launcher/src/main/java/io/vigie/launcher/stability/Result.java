package io.vigie.launcher.stability;

import java.util.Set;

/**
 * What one run says of one test, or of one case that a real test runner found within a test.
 *
 * @param id the same in every run
 * @param outcome the exact one, in the words of the API
 * @param retried whether it did not pass at first, whatever its outcome is now
 * @param counted whether it counts: a quarantined test does not, nor does a test whose cases count in its place
 */
public record Result(
        String id, String name, String outcome, boolean retried, boolean counted, long durationMillis, String message) {

    private static final Set<String> EXECUTED = Set.of("passed", "failed", "broken", "timed-out");

    /** Whether it came to a verdict of its own; one that was skipped, cancelled or lost did not. */
    boolean executed() {
        return EXECUTED.contains(outcome);
    }

    boolean passed() {
        return outcome.equals("passed");
    }
}
