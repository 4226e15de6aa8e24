package io.vigie.report.details;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.words.SeedWords;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a batch changes: one row each, whatever the number of events. A field that is absent keeps its stored value. */
sealed interface TestChange {

    /** The position of a test that the plan did not give (yet): after all others. */
    int LAST = Integer.MAX_VALUE;

    /** Names one test of one run. */
    record Key(UUID run, TestId test) {}

    /** Names one attempt. */
    record AttemptKey(UUID run, TestId test, int attempt) {}

    /**
     * Of a test as a whole.
     *
     * @param quarantined whether its verdict counts against the run; absent when the batch does not say
     * @param status {@code pending}, {@code running}, or its verdict
     * @param attempt the newest; never goes back
     * @param queue why it waits or waited last; absent when the batch does not say
     * @param ending absent until there is a verdict
     * @param startedIn the number of the first event that started it
     * @param endedIn the number of the event that told its verdict
     */
    record OfTest(
            ProjectId project,
            int position,
            @Nullable String name,
            @Nullable Long version,
            @Nullable Boolean quarantined,
            String status,
            int attempt,
            @Nullable Queue queue,
            @Nullable Instant startedAt,
            @Nullable Ending ending,
            @Nullable Long startedIn,
            @Nullable Long endedIn)
            implements TestChange {

        static OfTest none(ProjectId project) {
            return new OfTest(project, LAST, null, null, null, TestStatus.PENDING, 1, null, null, null, null, null);
        }

        OfTest after(RunEvent.TestQueued event, Instant at) {
            return new OfTest(
                    project,
                    event.position(),
                    event.name(),
                    event.version(),
                    event.quarantined(),
                    TestStatus.PENDING,
                    Math.max(attempt, event.attempt()),
                    new Queue(event.reason(), at),
                    startedAt,
                    ending,
                    startedIn,
                    endedIn);
        }

        OfTest after(RunEvent.TestStarted event, long number) {
            return new OfTest(
                    project,
                    position,
                    name,
                    version,
                    quarantined,
                    TestStatus.RUNNING,
                    Math.max(attempt, event.attempt()),
                    queue,
                    event.startedAt(),
                    ending,
                    startedIn == null ? Long.valueOf(number) : startedIn,
                    endedIn);
        }

        OfTest after(RunEvent.TestFinished event, long number) {
            return new OfTest(
                    project,
                    position,
                    name,
                    version,
                    event.quarantined(),
                    SeedWords.testStatus(event.outcome()),
                    Math.max(attempt, event.attempt()),
                    queue,
                    startedAt,
                    Ending.of(event),
                    startedIn,
                    endedIn == null ? Long.valueOf(number) : endedIn);
        }

        OfTest after(RunEvent.TestSkipped event, long number) {
            return new OfTest(
                    project,
                    position,
                    name,
                    version,
                    quarantined,
                    SeedWords.testStatus(Outcome.SKIPPED),
                    attempt,
                    queue,
                    startedAt,
                    Ending.of(event),
                    startedIn,
                    endedIn == null ? Long.valueOf(number) : endedIn);
        }
    }

    /** Why a test waits, and since when. */
    record Queue(QueueReason reason, Instant since) {

        /** Whether it says why the attempt is made at all, and not what holds it up. */
        boolean beginsAnAttempt() {
            return switch (reason) {
                case PLANNED, WORKER_LOST, HANDED_BACK, RETRIED -> true;
                case ENVIRONMENT_FULL, WORKERS_BUSY -> false;
            };
        }
    }

    /** Of one attempt: what is absent was not said by this batch. @param begunIn the number of the first event that spoke of it */
    record OfAttempt(
            ProjectId project,
            long begunIn,
            @Nullable Queue queue,
            @Nullable WorkerId worker,
            @Nullable Instant startedAt,
            @Nullable Instant lostAt,
            @Nullable Ending ending)
            implements TestChange {

        static OfAttempt begun(ProjectId project, long begunIn) {
            return new OfAttempt(project, begunIn, null, null, null, null, null);
        }

        /** The first reason is why there is this attempt. */
        OfAttempt after(Queue queued) {
            return new OfAttempt(project, begunIn, queue == null ? queued : queue, worker, startedAt, lostAt, ending);
        }

        OfAttempt after(RunEvent.TestStarted event) {
            return new OfAttempt(project, begunIn, queue, event.workerId(), event.startedAt(), lostAt, ending);
        }

        OfAttempt after(RunEvent.AttemptLost event) {
            return new OfAttempt(project, begunIn, queue, event.workerId(), startedAt, event.lostAt(), ending);
        }

        OfAttempt after(RunEvent.AttemptFinished event) {
            return new OfAttempt(project, begunIn, queue, worker, startedAt, lostAt, Ending.of(event));
        }

        OfAttempt after(RunEvent.TestFinished event) {
            return new OfAttempt(project, begunIn, queue, worker, startedAt, lostAt, Ending.of(event));
        }
    }

    /** How an attempt ended, or a test. One that was skipped has no duration, no log and no outputs, but always a message. */
    record Ending(
            Outcome outcome,
            @Nullable Instant finishedAt,
            @Nullable Long durationMillis,
            @Nullable String message,
            String logs,
            int logLines,
            @Nullable String logDigest,
            Map<String, String> outputs) {

        static Ending of(RunEvent.TestFinished event) {
            return new Ending(
                    event.outcome(),
                    event.finishedAt(),
                    event.durationMillis(),
                    event.message(),
                    event.logs(),
                    event.logLines(),
                    event.logDigest(),
                    event.outputs());
        }

        static Ending of(RunEvent.AttemptFinished event) {
            return new Ending(
                    event.outcome(),
                    event.finishedAt(),
                    event.durationMillis(),
                    event.message(),
                    event.logs(),
                    event.logLines(),
                    event.logDigest(),
                    event.outputs());
        }

        static Ending of(RunEvent.TestSkipped event) {
            return new Ending(Outcome.SKIPPED, null, null, event.message(), event.message(), 0, null, Map.of());
        }
    }
}
