package io.vigie.contracts.task;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import java.time.Instant;
import java.util.List;

/** Work for workers, on {@code vigie.test-tasks.v1}, read by a share group: any worker may get any of it, and more than once. */
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
            boolean stopOnFailure,
            List<SliceTest> tests,
            Instant dispatchedAt)
            implements TaskMessage {

        /** The most tests in one slice: it bounds what a lost worker may have to run again. */
        public static final int MAX_TESTS = 100;
    }

    record SliceTest(TestId testId, long version, int attempt) {}
}
