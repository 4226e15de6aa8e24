package io.vigie.contracts.run;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The history of a run, on {@code vigie.run-events.v1}, keyed by run id. Written by the coordinator alone, exactly once:
 * each event carries the next number and the hash of the one before (see {@code Link}). The history alone is enough to
 * rebuild the report.
 */
public sealed interface RunEvent extends Message {

    RunId runId();

    /** Everything that the launch decided. */
    record RunStarted(
            ProjectId projectId,
            RunId runId,
            RunKind kind,
            CampaignId campaignId,
            String campaignName,
            String name,
            EnvironmentId environmentId,
            long environmentVersion,
            String environment,
            long filesVersion,
            RunOptions options,
            int testCount,
            String launchedBy,
            Instant launchedAt,
            Instant startedAt)
            implements RunEvent {}

    /**
     * The test waits, and this is why. With attempt 1 as planned, later because an attempt before was lost or did not pass; once more for the
     * same attempt when what it waits for has changed.
     */
    record TestQueued(
            ProjectId projectId,
            RunId runId,
            TestId testId,
            int position,
            long version,
            String name,
            int attempt,
            QueueReason reason,
            boolean quarantined)
            implements RunEvent {}

    enum QueueReason {
        /** It is part of the plan. */
        PLANNED,
        /** The worker that held it fell silent. */
        WORKER_LOST,
        /** The worker that held it shut down in good order and handed it back. */
        HANDED_BACK,
        /** The attempt before did not pass and the test may be tried again. */
        RETRIED,
        /** As many tests as its environment takes are running in it. */
        ENVIRONMENT_FULL,
        /** It is in the workers' queue and no slot has taken it for a while. */
        WORKERS_BUSY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A worker took a slice. @param tests how many tests it began with: it may be extended @param slot what the slot owns while it holds the slice */
    record SliceStarted(
            ProjectId projectId,
            RunId runId,
            long slice,
            int tests,
            WorkerId workerId,
            SlotLease slot,
            Instant acceptedAt)
            implements RunEvent {}

    /** The slice is nobody's any more, and its slot is free again as far as the coordinator knows. */
    record SliceEnded(ProjectId projectId, RunId runId, long slice, WorkerId workerId, SliceEnd reason, Instant endedAt)
            implements RunEvent {}

    enum SliceEnd {
        /** Every test of it ended. */
        COMPLETED,
        /** A test failed and the run stops there. */
        STOPPED_ON_FAILURE,
        /** The run is being ended. */
        RUN_STOPPED,
        /** Its worker shut down in good order. */
        DRAINED,
        /** Its worker fell silent. */
        WORKER_LOST;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    record TestStarted(
            ProjectId projectId, RunId runId, TestId testId, int attempt, WorkerId workerId, Instant startedAt)
            implements RunEvent {}

    record ActionFinished(
            ProjectId projectId,
            RunId runId,
            TestId testId,
            int attempt,
            int index,
            int count,
            String type,
            Outcome outcome,
            long durationMillis,
            @Nullable String message)
            implements RunEvent {}

    /** The attempt did not pass and the test is tried again. The fields of the log are those of the attempt's report. */
    record AttemptFinished(
            ProjectId projectId,
            RunId runId,
            TestId testId,
            int attempt,
            Outcome outcome,
            Instant finishedAt,
            long durationMillis,
            @Nullable String message,
            Map<String, String> outputs,
            String logs,
            int logLines,
            String logDigest)
            implements RunEvent {}

    /** Results of a real test runner that the attempt carries out (see {@code AttemptEvent.CasesFinished}). */
    record CasesFinished(
            ProjectId projectId, RunId runId, TestId testId, int attempt, int firstCase, List<CaseReport> cases)
            implements RunEvent {}

    /** The attempt kept a file (see {@code AttemptEvent.ArtifactStored}). */
    record ArtifactStored(
            ProjectId projectId,
            RunId runId,
            TestId testId,
            int attempt,
            int number,
            String name,
            String mediaType,
            long size,
            String sha256,
            String storageKey)
            implements RunEvent {}

    /** The test has its verdict: it will have no other. The fields of the log are those of the attempt's report. */
    record TestFinished(
            ProjectId projectId,
            RunId runId,
            TestId testId,
            int attempt,
            Outcome outcome,
            Instant finishedAt,
            long durationMillis,
            @Nullable String message,
            Map<String, String> outputs,
            String logs,
            int logLines,
            String logDigest,
            boolean quarantined,
            Progress progress)
            implements RunEvent {}

    /** The test will never start. @param message the reason as people read it, in French */
    record TestSkipped(
            ProjectId projectId, RunId runId, TestId testId, SkipReason reason, String message, Progress progress)
            implements RunEvent {}

    enum SkipReason {
        /** The run stops at the first failure, and there was one. */
        STOPPED_ON_FAILURE,
        /** Somebody asked for the run to be ended. */
        CANCELLED,
        /** The whole run took longer than it may. */
        RUN_TIMED_OUT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The worker fell silent in the middle of this attempt; what it still says of it changes nothing. */
    record AttemptLost(ProjectId projectId, RunId runId, TestId testId, int attempt, WorkerId workerId, Instant lostAt)
            implements RunEvent {}

    /** The run is being ended: nothing more starts, what runs is interrupted. @param requestedBy who asked, or the coordinator */
    record RunCancelling(ProjectId projectId, RunId runId, StopReason reason, String requestedBy, Instant requestedAt)
            implements RunEvent {}

    /**
     * The last event of a run that went its way.
     *
     * @param outcome {@code passed} or {@code failed}, or the one that the run was ended with: {@code cancelled}, {@code timed-out}
     */
    record RunFinished(
            ProjectId projectId, RunId runId, Outcome outcome, Counts counts, Instant finishedAt, long durationMillis)
            implements RunEvent {}

    /** The last event of a run that the system itself could not carry on. @param error a sentence for people */
    record RunFailed(
            ProjectId projectId, RunId runId, String error, Counts counts, Instant finishedAt, long durationMillis)
            implements RunEvent {}

    /** @param percent terminal tests of all tests, rounded down; it never goes back */
    record Progress(int percent, int finished, int total) {

        public static Progress of(int finished, int total) {
            return new Progress(total == 0 ? 100 : (int) (100L * finished / total), finished, total);
        }
    }

    /**
     * How many tests ended how.
     *
     * @param muted those among them that would count against the run and do not, because they are quarantined
     */
    record Counts(
            int passed, int failed, int broken, int skipped, int cancelled, int timedOut, int interrupted, int muted) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

        public Counts plus(Outcome outcome, boolean quarantined) {
            int mute = muted + (quarantined && outcome.isAgainstTheRun() ? 1 : 0);
            return switch (outcome) {
                case PASSED -> new Counts(passed + 1, failed, broken, skipped, cancelled, timedOut, interrupted, mute);
                case FAILED -> new Counts(passed, failed + 1, broken, skipped, cancelled, timedOut, interrupted, mute);
                case BROKEN -> new Counts(passed, failed, broken + 1, skipped, cancelled, timedOut, interrupted, mute);
                case SKIPPED -> new Counts(passed, failed, broken, skipped + 1, cancelled, timedOut, interrupted, mute);
                case CANCELLED ->
                    new Counts(passed, failed, broken, skipped, cancelled + 1, timedOut, interrupted, mute);
                case TIMED_OUT ->
                    new Counts(passed, failed, broken, skipped, cancelled, timedOut + 1, interrupted, mute);
                case INTERRUPTED ->
                    new Counts(passed, failed, broken, skipped, cancelled, timedOut, interrupted + 1, mute);
            };
        }

        public int total() {
            return passed + failed + broken + skipped + cancelled + timedOut + interrupted;
        }

        /** The outcome so far: failed as soon as one test counts against the run. */
        public Outcome outcome() {
            return failed + broken + cancelled + timedOut + interrupted > muted ? Outcome.FAILED : Outcome.PASSED;
        }
    }
}
