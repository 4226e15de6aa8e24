package io.vigie.contracts;

import org.jspecify.annotations.Nullable;

/**
 * How a launch wants its run to be carried out; frozen into the run's history.
 *
 * @param stopOnFailure whether the first test that counts against the run ends it; the remaining ones are skipped
 * @param parallelism how many slices may be in flight; 1 runs the tests one after another
 * @param retries how often a test that did not pass is tried again, where the test itself does not say
 * @param testTimeoutMillis how long an attempt of a test may take, where the test itself does not say; absent for the worker's own limit
 * @param runTimeoutMillis how long the whole run may take; absent for no limit
 * @param environmentCap how many slices may be in flight at one time in the run's environment, over all runs; absent for no limit
 * @param keepFailedWork whether the working directory of an attempt that did not pass is kept as an artifact
 */
public record RunOptions(
        boolean stopOnFailure,
        int parallelism,
        int retries,
        @Nullable Long testTimeoutMillis,
        @Nullable Long runTimeoutMillis,
        @Nullable Integer environmentCap,
        boolean keepFailedWork) {

    /** The most times that a test is tried again. */
    public static final int MAX_RETRIES = 10;

    /** One test after another, each once. */
    public static final RunOptions USUAL = new RunOptions(false, 1, 0, null, null, null, false);
}
