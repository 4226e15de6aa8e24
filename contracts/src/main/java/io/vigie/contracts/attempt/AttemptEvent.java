package io.vigie.contracts.attempt;

import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker reports, on {@code vigie.attempt-events.v1}, keyed by run id. At least once; the coordinator drops repeats
 * and fences what comes from a slice or an attempt that it has given up.
 */
public sealed interface AttemptEvent extends Message {

    RunId runId();

    WorkerId workerId();

    /** The worker holds the slice from now on; the queue's own lock is let go once this is durable. */
    record SliceAccepted(
            ProjectId projectId, RunId runId, WorkerId workerId, long slice, SlotLease slot, Instant acceptedAt)
            implements AttemptEvent {}

    /**
     * What the slot that runs the slice owns on its machine while it runs. Two live slots of one host never share any of it.
     *
     * @param host the machine that the rest is about
     * @param number within the worker, from 1
     * @param directory the working directory's path on that machine
     * @param firstPort the first TCP port of the block
     * @param databaseSuffix what the slot appends to a database's name
     */
    record SlotLease(
            String host,
            int number,
            String directory,
            int firstPort,
            int portCount,
            String databaseSuffix,
            String mediaDirectory) {}

    /** The worker is alive and still holds these slices of this run. */
    record Heartbeat(ProjectId projectId, RunId runId, WorkerId workerId, List<Long> slices, Instant at)
            implements AttemptEvent {}

    record TestStarted(
            ProjectId projectId,
            RunId runId,
            WorkerId workerId,
            long slice,
            TestId testId,
            int attempt,
            Instant startedAt)
            implements AttemptEvent {}

    /** @param index from 1 to {@code count}; @param message why it did not pass, absent when it did */
    record ActionFinished(
            ProjectId projectId,
            RunId runId,
            WorkerId workerId,
            long slice,
            TestId testId,
            int attempt,
            int index,
            int count,
            String type,
            Outcome outcome,
            long durationMillis,
            @Nullable String message)
            implements AttemptEvent {}

    /**
     * @param outputs the test's variables at its end, secrets left out, long values cut
     * @param logs the log as one text, cut at {@link #MAX_LOG_TEXT} characters; the whole is on {@code vigie.test-logs.v1}
     * @param logLines how many lines the whole log has
     * @param logDigest SHA-256 of the whole log, lower-case hexadecimal (see {@code LogDigest})
     */
    record TestFinished(
            ProjectId projectId,
            RunId runId,
            WorkerId workerId,
            long slice,
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
            implements AttemptEvent {

        /** The longest log text that travels inside the event, in characters. */
        public static final int MAX_LOG_TEXT = 4_000;
    }

    /**
     * Results of a real test runner that the attempt carries out, in the order in which they ended.
     *
     * @param firstCase the number of the first, from 1 within the attempt; a repeated report has the same
     */
    record CasesFinished(
            ProjectId projectId,
            RunId runId,
            WorkerId workerId,
            long slice,
            TestId testId,
            int attempt,
            int firstCase,
            List<CaseReport> cases)
            implements AttemptEvent {

        /** The most cases in one report. */
        public static final int MAX_CASES = 100;

        /** The most characters of all names and messages in one report. */
        public static final int MAX_CHARACTERS = 100_000;
    }

    /**
     * @param suite the runner's own grouping: a file, a module, a class; empty when there is none
     * @param outcome {@code passed}, {@code failed}, {@code broken} or {@code skipped}
     */
    record CaseReport(
            String suite,
            String name,
            Outcome outcome,
            long durationMillis,
            @Nullable String message) {}

    /**
     * The attempt kept a file.
     *
     * @param number from 1 within the attempt; a repeated report has the same
     * @param name as people see it, unique within the attempt
     * @param size in bytes
     * @param sha256 of the content, lower-case hexadecimal
     * @param storageKey where the storage keeps it
     */
    record ArtifactStored(
            ProjectId projectId,
            RunId runId,
            WorkerId workerId,
            long slice,
            TestId testId,
            int attempt,
            int number,
            String name,
            String mediaType,
            long size,
            String sha256,
            String storageKey)
            implements AttemptEvent {}

    /** The worker lets go of the slice. What it did not finish is named, and is the coordinator's again. */
    record SliceReturned(
            ProjectId projectId, RunId runId, WorkerId workerId, long slice, Reason reason, List<TestId> unfinished)
            implements AttemptEvent {

        public enum Reason {
            /** Every test of the slice ended. */
            COMPLETED,
            /** A test failed and the slice was to stop there. */
            STOPPED_ON_FAILURE,
            /** The run is being ended. */
            RUN_STOPPED,
            /** The worker shuts down and hands back what it did not start. */
            DRAINING;

            @Override
            public String toString() {
                return name().toLowerCase(Locale.ROOT).replace('_', '-');
            }
        }
    }
}
