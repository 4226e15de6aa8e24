package io.vigie.contracts.task;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What workers are told. Slices are on {@code vigie.test-tasks.v1}, read by a share group: any worker may get any of them, and more
 * than once. Orders are on {@code vigie.worker-orders.v1}, read by each worker whole. What is added to a slice is on {@code
 * vigie.slice-extensions.v1}, read by each worker from its start on.
 */
public sealed interface TaskMessage extends Message {

    /**
     * Consecutive tests of one run for one slot, run one after another in this order.
     *
     * @param slice numbered from 1 within the run; with the attempt it fences what a lost worker says too late
     * @param stopOnFailure the worker itself stops the slice at the first test that counts against the run
     */
    record SliceDispatched(
            ProjectId projectId,
            RunId runId,
            CampaignId campaignId,
            long slice,
            EnvironmentId environmentId,
            long environmentVersion,
            long filesVersion,
            boolean stopOnFailure,
            boolean keepFailedWork,
            List<SliceTest> tests,
            Instant dispatchedAt)
            implements TaskMessage {

        /** The most tests that share no affinity key in one slice: it bounds what a lost worker may have to run again. */
        public static final int MAX_TESTS = 500;
    }

    /**
     * More tests for a slice that its worker holds: it runs them after the others, in the same slot, without asking anybody. Meant for that
     * one worker. When the slice does not end with that test or has been returned, this comes twice or too late, and changes nothing.
     *
     * @param afterTest the last test of the slice until now
     */
    record SliceExtended(
            ProjectId projectId,
            RunId runId,
            long slice,
            WorkerId workerId,
            TestId afterTest,
            List<SliceTest> tests,
            Instant extendedAt)
            implements TaskMessage {}

    /**
     * @param attempt the first that this slice runs
     * @param retriesLeft how often the worker tries it again by itself, with the next attempt numbers, when its outcome is worth retrying
     * @param timeoutMillis how long an attempt may take; absent for the worker's own limit
     * @param quarantined a failure of it does not stop the slice
     */
    record SliceTest(
            TestId testId,
            long version,
            int attempt,
            int retriesLeft,
            @Nullable Long timeoutMillis,
            boolean quarantined) {}

    /** What every worker reads, on {@code vigie.worker-orders.v1}; read twice, it changes nothing more. */
    sealed interface Order extends TaskMessage {}

    /**
     * The run is being ended: every worker that holds a slice of it interrupts its test and gives the slice back, and one that gets
     * a slice of it later drops it.
     */
    record RunStopped(ProjectId projectId, RunId runId, StopReason reason, Instant at) implements Order {}

    /**
     * A test of the run has failed and the run is to stop there: every worker lets the running attempt end, starts no further one of this
     * run, and gives its slices back; one that gets a slice of it later gives it back untouched.
     */
    record RunHalted(ProjectId projectId, RunId runId, Instant at) implements Order {}

    /**
     * The slice is not this worker's, or not any more: it ends the slice without a verdict, since nothing that it says of it
     * counts, and returns it once its slot is free. Meant for that one worker.
     */
    record SliceRevoked(ProjectId projectId, RunId runId, long slice, WorkerId workerId, Instant at) implements Order {}
}
