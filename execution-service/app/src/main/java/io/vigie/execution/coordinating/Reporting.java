package io.vigie.execution.coordinating;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.CasesFinished;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.contracts.task.TaskMessage.SliceRevoked;
import io.vigie.execution.coordinating.Decision.Fenced;
import io.vigie.execution.coordinating.Decision.Fenced.Why;
import io.vigie.execution.coordinating.Decision.Refused;
import io.vigie.execution.coordinating.SliceEntry.Phase;
import java.time.Instant;
import java.util.List;

/**
 * What a worker's report does. It counts when it comes from the worker that accepted the slice, speaks of the attempt that the test is at,
 * and says something that was not said before; else it changes nothing.
 */
final class Reporting {

    /** Where a report points to: the test and its slice, or why it points nowhere. */
    private sealed interface Aim {
        record At(SliceEntry slice, TestEntry test) implements Aim {}

        record Missed(Why why) implements Aim {}
    }

    private Reporting() {}

    /** @param queueIsEmpty whether no slice waits for a worker, so that whoever holds a slot may keep it a while longer */
    static List<Decision> of(Draft draft, AttemptEvent event, boolean queueIsEmpty) {
        return switch (event) {
            case AttemptEvent.Heartbeat heartbeat -> List.of();
            case AttemptEvent.SliceAccepted accepted -> accepted(draft, accepted);
            case AttemptEvent.TestStarted report ->
                switch (aim(draft, report.slice(), report.workerId(), report.testId(), report.attempt())) {
                    case Aim.Missed(Why why) -> fenced(why);
                    case Aim.At at -> testStarted(draft, at, report, queueIsEmpty);
                };
            case AttemptEvent.ActionFinished report ->
                switch (aim(draft, report.slice(), report.workerId(), report.testId(), report.attempt())) {
                    case Aim.Missed(Why why) -> fenced(why);
                    case Aim.At at -> actionFinished(draft, at.test(), report);
                };
            case CasesFinished report ->
                switch (aim(draft, report.slice(), report.workerId(), report.testId(), report.attempt())) {
                    case Aim.Missed(Why why) -> fenced(why);
                    case Aim.At at -> casesFinished(draft, at.test(), report);
                };
            case AttemptEvent.ArtifactStored report ->
                switch (aim(draft, report.slice(), report.workerId(), report.testId(), report.attempt())) {
                    case Aim.Missed(Why why) -> fenced(why);
                    case Aim.At at -> artifactStored(draft, at.test(), report);
                };
            case AttemptEvent.TestFinished report ->
                switch (aim(draft, report.slice(), report.workerId(), report.testId(), report.attempt())) {
                    case Aim.Missed(Why why) -> fenced(why);
                    case Aim.At at -> testFinished(draft, at.slice(), at.test(), report);
                };
            case SliceReturned returned -> returned(draft, returned);
        };
    }

    private static Aim aim(Draft draft, long number, WorkerId worker, TestId testId, int attempt) {
        SliceEntry slice = draft.slice(number);
        if (slice == null) {
            return new Aim.Missed(Why.SLICE_NOT_HELD);
        }
        if (!worker.equals(slice.worker())) {
            return new Aim.Missed(Why.OTHER_WORKER);
        }
        Integer turn = slice.turnOf(testId);
        if (turn == null) {
            return new Aim.Missed(Why.OTHER_ATTEMPT);
        }
        TestEntry test = draft.test(turn);
        if (test == null || attempt < test.attempt()) {
            return new Aim.Missed(Why.REPEATED);
        }
        return attempt > test.attempt() ? new Aim.Missed(Why.OTHER_ATTEMPT) : new Aim.At(slice, test);
    }

    private static List<Decision> accepted(Draft draft, AttemptEvent.SliceAccepted report) {
        SliceEntry slice = draft.slice(report.slice());
        if (slice == null || slice.phase() == Phase.ASKED) {
            return isBeingStopped(draft)
                    ? fenced(Why.SLICE_NOT_HELD)
                    : turnedAway(report, Why.SLICE_NOT_HELD, draft.now());
        }
        WorkerId holder = slice.worker();
        if (holder != null) {
            return holder.equals(report.workerId())
                    ? fenced(Why.REPEATED)
                    : turnedAway(report, Why.OTHER_WORKER, draft.now());
        }
        if (isBeingStopped(draft)) {
            // Every worker is told to drop what it gets of this run: this one need not be waited for.
            draft.fenced(Why.RUN_STOPPED);
            TakingBack.of(draft, slice, SliceEnd.RUN_STOPPED);
            return draft.goOn();
        }
        draft.put(slice.acceptedBy(report.workerId()));
        draft.happened(new RunEvent.SliceStarted(
                report.projectId(),
                report.runId(),
                slice.number(),
                slice.tests().size(),
                report.workerId(),
                report.slot(),
                report.acceptedAt()));
        return draft.goOn();
    }

    private static List<Decision> testStarted(
            Draft draft, Aim.At at, AttemptEvent.TestStarted report, boolean queueIsEmpty) {
        TestEntry test = at.test();
        if (test.started()) {
            return fenced(Why.REPEATED);
        }
        draft.happened(new RunEvent.TestStarted(
                report.projectId(),
                report.runId(),
                report.testId(),
                report.attempt(),
                report.workerId(),
                report.startedAt()));
        draft.keep(test.begun());
        return queueIsEmpty && at.slice().isInTheMiddle(report.testId()) && draft.extend(at.slice())
                ? draft.asItIs()
                : draft.decided();
    }

    private static List<Decision> actionFinished(Draft draft, TestEntry test, AttemptEvent.ActionFinished report) {
        if (report.index() <= test.actions()) {
            return fenced(Why.REPEATED);
        }
        draft.happened(new RunEvent.ActionFinished(
                report.projectId(),
                report.runId(),
                report.testId(),
                report.attempt(),
                report.index(),
                report.count(),
                report.type(),
                report.outcome(),
                report.durationMillis(),
                Excerpts.ofMessage(report.message())));
        draft.keep(test.afterAction(report.index()));
        return draft.decided();
    }

    private static List<Decision> casesFinished(Draft draft, TestEntry test, CasesFinished report) {
        int size = report.cases().size();
        if (size == 0 || size > CasesFinished.MAX_CASES || report.firstCase() < 1) {
            return List.of(new Refused("Expected 1 to %d cases from number 1 on, but found %d from number %d."
                    .formatted(CasesFinished.MAX_CASES, size, report.firstCase())));
        }
        if (report.firstCase() <= test.cases()) {
            return fenced(Why.REPEATED);
        }
        draft.happened(new RunEvent.CasesFinished(
                report.projectId(),
                report.runId(),
                report.testId(),
                report.attempt(),
                report.firstCase(),
                report.cases()));
        draft.keep(test.afterCases(report.firstCase() + size - 1));
        return draft.decided();
    }

    private static List<Decision> artifactStored(Draft draft, TestEntry test, AttemptEvent.ArtifactStored report) {
        if (report.number() <= test.artifacts()) {
            return fenced(Why.REPEATED);
        }
        draft.happened(new RunEvent.ArtifactStored(
                report.projectId(),
                report.runId(),
                report.testId(),
                report.attempt(),
                report.number(),
                report.name(),
                report.mediaType(),
                report.size(),
                report.sha256(),
                report.storageKey()));
        draft.keep(test.afterArtifact(report.number()));
        return draft.decided();
    }

    /** A verdict, or the end of an attempt that its worker follows by the next one in the same slice. */
    private static List<Decision> testFinished(
            Draft draft, SliceEntry slice, TestEntry test, AttemptEvent.TestFinished report) {
        draft.took(report.durationMillis());
        String message = Excerpts.ofMessage(report.message());
        var outputs = Excerpts.of(report.outputs());
        String logs = Excerpts.of(report.logs(), AttemptEvent.TestFinished.MAX_LOG_TEXT);
        if (test.isTriedAgain(report.outcome(), draft.stop())) {
            draft.happened(new RunEvent.AttemptFinished(
                    report.projectId(),
                    report.runId(),
                    report.testId(),
                    report.attempt(),
                    report.outcome(),
                    report.finishedAt(),
                    report.durationMillis(),
                    message,
                    outputs,
                    logs,
                    report.logLines(),
                    report.logDigest()));
            TestEntry next = test.retried();
            draft.keep(next);
            draft.waits(next, QueueReason.RETRIED);
            return draft.asItIs();
        }
        draft.verdict(test, report.outcome());
        draft.happened(new RunEvent.TestFinished(
                report.projectId(),
                report.runId(),
                report.testId(),
                report.attempt(),
                report.outcome(),
                report.finishedAt(),
                report.durationMillis(),
                message,
                outputs,
                logs,
                report.logLines(),
                report.logDigest(),
                test.plan().quarantined(),
                draft.progress()));
        if (slice.isLast(report.testId()) && draft.left(slice).isEmpty()) {
            draft.settle(slice);
        }
        return draft.goOn();
    }

    private static List<Decision> returned(Draft draft, SliceReturned report) {
        SliceEntry slice = draft.slice(report.slice());
        if (slice == null) {
            return fenced(Why.SLICE_NOT_HELD);
        }
        if (!report.workerId().equals(slice.worker())) {
            return fenced(Why.OTHER_WORKER);
        }
        TakingBack.of(
                draft,
                draft.withoutUnusedExtensions(slice),
                switch (report.reason()) {
                    case COMPLETED -> SliceEnd.COMPLETED;
                    case STOPPED_ON_FAILURE -> SliceEnd.STOPPED_ON_FAILURE;
                    case RUN_STOPPED -> SliceEnd.RUN_STOPPED;
                    case DRAINING -> SliceEnd.DRAINED;
                });
        return draft.goOn();
    }

    /** Every worker knows that, so none has to be told to leave a slice. */
    private static boolean isBeingStopped(Draft draft) {
        Stop stop = draft.stop();
        return stop != null && stop.interrupts();
    }

    /** A worker begins a slice with its acceptance: one whose acceptance does not count is told to leave it. */
    static List<Decision> turnedAway(AttemptEvent.SliceAccepted report, Why why, Instant now) {
        return List.of(
                new Fenced(why),
                new Decision.Ordered(
                        revoked(report.projectId(), report.runId(), report.slice(), report.workerId(), now)));
    }

    static SliceRevoked revoked(ProjectId project, RunId run, long slice, WorkerId worker, Instant now) {
        return new SliceRevoked(project, run, slice, worker, now);
    }

    static List<Decision> fenced(Why why) {
        return List.of(new Fenced(why));
    }
}
