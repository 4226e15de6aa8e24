package io.vigie.execution.coordinating;

import java.time.Duration;

/**
 * How far the coordinator goes.
 *
 * @param maxLostAttempts after so many lost attempts a test is given up as interrupted
 * @param maxAttempts after so many attempts of any kind a test that still has no verdict is given up as interrupted: what is handed
 *     back for ever must end
 * @param testsPerStep the most tests that one decision skips, up to one slice more; the rest follows in further steps, so that no
 *     transaction grows with the run
 * @param waitingSlices how many slices of one run may wait for a worker, as long as few of them run
 * @param parallelSlice how long a slice of a parallel run is expected to hold its slot at most
 * @param sequentialSlice the same of a run that runs one test after another
 * @param stopGrace how long after a run was cancelled workers may still report its tests
 */
public record RunLimits(
        int maxLostAttempts,
        int maxAttempts,
        int testsPerStep,
        int waitingSlices,
        Duration parallelSlice,
        Duration sequentialSlice,
        Duration stopGrace) {

    public static final RunLimits DEFAULT =
            new RunLimits(3, 50, 500, 4, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(10));

    public RunLimits {
        if (maxLostAttempts < 1 || maxAttempts < 1 || testsPerStep < 1 || waitingSlices < 1) {
            throw new IllegalArgumentException(
                    "Expected limits of at least 1, but found maxLostAttempts %d, maxAttempts %d, testsPerStep %d and waitingSlices %d."
                            .formatted(maxLostAttempts, maxAttempts, testsPerStep, waitingSlices));
        }
        if (!parallelSlice.isPositive() || !sequentialSlice.isPositive() || stopGrace.isNegative()) {
            throw new IllegalArgumentException(
                    "Expected slices that last and a grace that is not negative, but found %s, %s and %s."
                            .formatted(parallelSlice, sequentialSlice, stopGrace));
        }
    }

    public RunLimits withMaxLostAttempts(int attempts) {
        return new RunLimits(
                attempts, maxAttempts, testsPerStep, waitingSlices, parallelSlice, sequentialSlice, stopGrace);
    }

    public RunLimits withTestsPerStep(int tests) {
        return new RunLimits(
                maxLostAttempts, maxAttempts, tests, waitingSlices, parallelSlice, sequentialSlice, stopGrace);
    }

    public RunLimits withWaitingSlices(int slices) {
        return new RunLimits(
                maxLostAttempts, maxAttempts, testsPerStep, slices, parallelSlice, sequentialSlice, stopGrace);
    }

    public RunLimits withSliceTimes(Duration parallel, Duration sequential) {
        return new RunLimits(
                maxLostAttempts, maxAttempts, testsPerStep, waitingSlices, parallel, sequential, stopGrace);
    }

    public RunLimits withStopGrace(Duration grace) {
        return new RunLimits(
                maxLostAttempts, maxAttempts, testsPerStep, waitingSlices, parallelSlice, sequentialSlice, grace);
    }
}
