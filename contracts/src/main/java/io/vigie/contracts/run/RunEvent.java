package io.vigie.contracts.run;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.time.Instant;
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
            CampaignId campaignId,
            String campaignName,
            String name,
            EnvironmentId environmentId,
            long environmentVersion,
            String environment,
            boolean stopOnFailure,
            int parallelism,
            int testCount,
            String launchedBy,
            Instant launchedAt,
            Instant startedAt)
            implements RunEvent {}

    /** The test waits for a worker: with attempt 1 as planned, later because an attempt before was lost. */
    record TestQueued(
            ProjectId projectId,
            RunId runId,
            TestId testId,
            int position,
            long version,
            String name,
            int attempt,
            QueueReason reason)
            implements RunEvent {}

    enum QueueReason {
        /** It is part of the plan. */
        PLANNED,
        /** The worker that held it fell silent. */
        WORKER_LOST,
        /** The worker that held it shut down in good order and handed it back. */
        HANDED_BACK;

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
            Progress progress)
            implements RunEvent {}

    /** The test will never start. @param message the reason as people read it, in French */
    record TestSkipped(
            ProjectId projectId, RunId runId, TestId testId, SkipReason reason, String message, Progress progress)
            implements RunEvent {}

    enum SkipReason {
        /** The run stops at the first failure, and there was one. */
        STOPPED_ON_FAILURE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The worker fell silent in the middle of this attempt; what it still says of it changes nothing. */
    record AttemptLost(ProjectId projectId, RunId runId, TestId testId, int attempt, WorkerId workerId, Instant lostAt)
            implements RunEvent {}

    /** The last event of a run that went its way. */
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

    /** How many tests ended how. */
    record Counts(int passed, int failed, int broken, int skipped, int cancelled, int timedOut, int interrupted) {

        public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

        public Counts plus(Outcome outcome) {
            return switch (outcome) {
                case PASSED -> new Counts(passed + 1, failed, broken, skipped, cancelled, timedOut, interrupted);
                case FAILED -> new Counts(passed, failed + 1, broken, skipped, cancelled, timedOut, interrupted);
                case BROKEN -> new Counts(passed, failed, broken + 1, skipped, cancelled, timedOut, interrupted);
                case SKIPPED -> new Counts(passed, failed, broken, skipped + 1, cancelled, timedOut, interrupted);
                case CANCELLED -> new Counts(passed, failed, broken, skipped, cancelled + 1, timedOut, interrupted);
                case TIMED_OUT -> new Counts(passed, failed, broken, skipped, cancelled, timedOut + 1, interrupted);
                case INTERRUPTED -> new Counts(passed, failed, broken, skipped, cancelled, timedOut, interrupted + 1);
            };
        }

        public int total() {
            return passed + failed + broken + skipped + cancelled + timedOut + interrupted;
        }

        /** The outcome so far: failed as soon as one test counts against the run. */
        public Outcome outcome() {
            return failed + broken + cancelled + timedOut + interrupted > 0 ? Outcome.FAILED : Outcome.PASSED;
        }
    }
}
