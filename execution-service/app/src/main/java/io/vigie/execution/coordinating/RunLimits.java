package io.vigie.execution.coordinating;

/**
 * How far the coordinator goes.
 *
 * @param maxLostAttempts after so many lost attempts a test is given up as interrupted
 * @param testsPerStep the most tests that one decision skips; the rest follows in further steps, so that no transaction grows with the run
 */
public record RunLimits(int maxLostAttempts, int testsPerStep) {

    public static final RunLimits DEFAULT = new RunLimits(3, 500);

    public RunLimits {
        if (maxLostAttempts < 1 || testsPerStep < 1) {
            throw new IllegalArgumentException(
                    "Expected limits of at least 1, but found maxLostAttempts %d and testsPerStep %d."
                            .formatted(maxLostAttempts, testsPerStep));
        }
    }
}
