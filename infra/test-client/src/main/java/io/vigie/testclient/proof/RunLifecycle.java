package io.vigie.testclient.proof;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.testclient.proof.Finding.Rule;
import io.vigie.testclient.proof.HistoryChecker.Complaint;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one run's events say, and what may follow them. */
final class RunLifecycle {

    private final boolean slicesAreRecorded;
    private final Map<TestId, TestLife> tests = new LinkedHashMap<>();
    private final BitSet positions = new BitSet();
    private final Map<Long, WorkerId> liveSlices = new HashMap<>();
    private final Set<Long> seenSlices = new HashSet<>();
    private final Set<SliceEnd> waysSlicesEnded = new HashSet<>();

    private RunEvent.@Nullable RunStarted started;
    private @Nullable StopReason stopped;
    private @Nullable RunEvent last;
    private Counts counts = Counts.NONE;
    private boolean failedOne;
    private int lostAttempts;
    private int retriedAttempts;
    private int handedBack;

    RunLifecycle(boolean slicesAreRecorded) {
        this.slicesAreRecorded = slicesAreRecorded;
    }

    private static final class TestLife {
        private final boolean quarantined;
        private int attempt = 1;
        private Stage stage = Stage.QUEUED;
        private @Nullable WorkerId worker;
        private int actions;
        private int cases;
        private int artifacts;
        private @Nullable Outcome verdict;

        TestLife(boolean quarantined) {
            this.quarantined = quarantined;
        }

        void queuedAgain(int next) {
            attempt = next;
            stage = Stage.QUEUED;
            worker = null;
            actions = 0;
            cases = 0;
            artifacts = 0;
        }
    }

    /** Where the current attempt of a test stands. */
    private enum Stage {
        QUEUED,
        STARTED,
        LOST,
        NOT_PASSED,
        OVER
    }

    void accept(RunEvent event, Complaint complain) {
        if (last != null) {
            complain.that(Rule.END, "it follows the run's last event");
        }
        if (started == null && !(event instanceof RunEvent.RunStarted)) {
            complain.that(Rule.BEGINNING, "the run has not started");
        }
        switch (event) {
            case RunEvent.RunStarted start -> {
                if (started != null) {
                    complain.that(Rule.BEGINNING, "the run has started before");
                }
                started = start;
            }
            case RunEvent.TestQueued queued -> queued(queued, complain);
            case RunEvent.SliceStarted slice -> sliceStarted(slice, complain);
            case RunEvent.SliceEnded slice -> sliceEnded(slice, complain);
            case RunEvent.TestStarted test -> testStarted(test, complain);
            case RunEvent.ActionFinished action -> {
                TestLife test = running(action.testId(), action.attempt(), complain);
                if (test != null) {
                    if (action.index() <= test.actions || action.index() > action.count()) {
                        complain.that(
                                Rule.ATTEMPT,
                                "action %d of %d follows action %d"
                                        .formatted(action.index(), action.count(), test.actions));
                    }
                    test.actions = action.index();
                }
            }
            case RunEvent.CasesFinished cases -> {
                TestLife test = known(cases.testId(), complain);
                if (test != null) {
                    if (cases.firstCase() != test.cases + 1) {
                        complain.that(Rule.ATTEMPT, "case %d follows case %d".formatted(cases.firstCase(), test.cases));
                    }
                    test.cases = cases.firstCase() + cases.cases().size() - 1;
                }
            }
            case RunEvent.ArtifactStored artifact -> {
                TestLife test = known(artifact.testId(), complain);
                if (test != null) {
                    if (artifact.number() <= test.artifacts) {
                        complain.that(
                                Rule.ATTEMPT,
                                "artifact %d follows artifact %d".formatted(artifact.number(), test.artifacts));
                    }
                    test.artifacts = artifact.number();
                }
            }
            case RunEvent.AttemptLost lost -> {
                TestLife test = running(lost.testId(), lost.attempt(), complain);
                if (test != null) {
                    if (!lost.workerId().equals(test.worker)) {
                        complain.that(
                                Rule.ATTEMPT,
                                "worker %s did not run it, %s did".formatted(lost.workerId(), test.worker));
                    }
                    test.stage = Stage.LOST;
                    lostAttempts++;
                }
            }
            case RunEvent.AttemptFinished finished -> {
                TestLife test = running(finished.testId(), finished.attempt(), complain);
                if (test != null) {
                    if (!finished.outcome().isWorthRetrying()) {
                        complain.that(
                                Rule.ATTEMPT, "an attempt that %s is not tried again".formatted(finished.outcome()));
                    }
                    test.stage = Stage.NOT_PASSED;
                    retriedAttempts++;
                }
            }
            case RunEvent.TestFinished finished -> testFinished(finished, complain);
            case RunEvent.TestSkipped skipped -> testSkipped(skipped, complain);
            case RunEvent.RunCancelling cancelling -> {
                if (stopped != null) {
                    complain.that(Rule.END, "the run is being ended already");
                }
                stopped = cancelling.reason();
            }
            case RunEvent.RunFinished finished -> {
                runFinished(finished, complain);
                last = finished;
            }
            case RunEvent.RunFailed failed -> {
                if (!failed.counts().equals(counts)) {
                    complain.that(Rule.COUNTS, "it counts %s, but %s was seen".formatted(failed.counts(), counts));
                }
                last = failed;
            }
        }
    }

    private void queued(RunEvent.TestQueued queued, Complaint complain) {
        TestLife test = tests.get(queued.testId());
        if (test == null) {
            if (queued.reason() != QueueReason.PLANNED || queued.attempt() != 1) {
                complain.that(
                        Rule.PLAN,
                        "test %s is queued as %s, attempt %d, but was never planned"
                                .formatted(queued.testId(), queued.reason(), queued.attempt()));
            }
            if (queued.position() < 1 || queued.position() > announced() || positions.get(queued.position())) {
                complain.that(
                        Rule.PLAN, "position %d of %d is taken or none".formatted(queued.position(), announced()));
            } else {
                positions.set(queued.position());
            }
            tests.put(queued.testId(), new TestLife(queued.quarantined()));
            return;
        }
        if (test.verdict != null) {
            complain.that(Rule.VERDICT, "test %s is queued after its verdict".formatted(queued.testId()));
            return;
        }
        switch (queued.reason()) {
            case PLANNED -> complain.that(Rule.PLAN, "test %s is planned twice".formatted(queued.testId()));
            case ENVIRONMENT_FULL, WORKERS_BUSY -> {
                if (queued.attempt() != test.attempt || test.stage != Stage.QUEUED) {
                    complain.that(
                            Rule.ATTEMPT,
                            "test %s does not wait for attempt %d".formatted(queued.testId(), queued.attempt()));
                }
            }
            case RETRIED -> again(queued, test, test.stage == Stage.NOT_PASSED, complain);
            case WORKER_LOST ->
                again(
                        queued,
                        test,
                        (test.stage == Stage.LOST || test.stage == Stage.QUEUED)
                                && slicesEnded(SliceEnd.WORKER_LOST, SliceEnd.DRAINED),
                        complain);
            case HANDED_BACK -> {
                again(
                        queued,
                        test,
                        (test.stage == Stage.LOST || test.stage == Stage.QUEUED) && slicesEnded(SliceEnd.DRAINED),
                        complain);
                handedBack++;
            }
        }
    }

    private void again(RunEvent.TestQueued queued, TestLife test, boolean explained, Complaint complain) {
        if (queued.attempt() != test.attempt + 1) {
            complain.that(
                    Rule.ATTEMPT,
                    "attempt %d of test %s follows attempt %d"
                            .formatted(queued.attempt(), queued.testId(), test.attempt));
        }
        if (!explained) {
            complain.that(
                    Rule.ATTEMPT,
                    "attempt %d of test %s is said to be %s, but the one before is %s"
                            .formatted(
                                    queued.attempt(),
                                    queued.testId(),
                                    queued.reason(),
                                    test.stage.name().toLowerCase(Locale.ROOT)));
        }
        test.queuedAgain(queued.attempt());
    }

    /** Whether a slice ended in one of these ways; always true of a history that does not tell of slices. */
    private boolean slicesEnded(SliceEnd... ways) {
        if (seenSlices.isEmpty() && !slicesAreRecorded) {
            return true;
        }
        for (SliceEnd way : ways) {
            if (waysSlicesEnded.contains(way)) {
                return true;
            }
        }
        return false;
    }

    private void sliceStarted(RunEvent.SliceStarted slice, Complaint complain) {
        if (!seenSlices.add(slice.slice())) {
            complain.that(Rule.SLICE, "slice %d has started before".formatted(slice.slice()));
        }
        if (slice.tests() < 1) {
            complain.that(Rule.SLICE, "slice %d holds %d tests".formatted(slice.slice(), slice.tests()));
        }
        liveSlices.put(slice.slice(), slice.workerId());
    }

    private void sliceEnded(RunEvent.SliceEnded slice, Complaint complain) {
        WorkerId holder = liveSlices.remove(slice.slice());
        if (!slice.workerId().equals(holder)) {
            complain.that(
                    Rule.SLICE,
                    "slice %d ends with worker %s, but %s"
                            .formatted(
                                    slice.slice(),
                                    slice.workerId(),
                                    holder == null ? "nobody holds it" : holder + " holds it"));
        }
        waysSlicesEnded.add(slice.reason());
    }

    private void testStarted(RunEvent.TestStarted event, Complaint complain) {
        TestLife test = known(event.testId(), complain);
        if (test == null) {
            return;
        }
        if (test.verdict != null) {
            complain.that(Rule.VERDICT, "test %s starts after its verdict".formatted(event.testId()));
            return;
        }
        if (event.attempt() != test.attempt || test.stage != Stage.QUEUED) {
            complain.that(
                    Rule.ATTEMPT,
                    "attempt %d of test %s starts, but attempt %d is %s"
                            .formatted(
                                    event.attempt(),
                                    event.testId(),
                                    test.attempt,
                                    test.stage.name().toLowerCase(Locale.ROOT)));
        }
        if ((slicesAreRecorded || !seenSlices.isEmpty()) && !liveSlices.containsValue(event.workerId())) {
            complain.that(
                    Rule.SLICE, "worker %s starts a test, but holds no slice of the run".formatted(event.workerId()));
        }
        test.stage = Stage.STARTED;
        test.worker = event.workerId();
    }

    private void testFinished(RunEvent.TestFinished finished, Complaint complain) {
        TestLife test = known(finished.testId(), complain);
        if (test == null) {
            return;
        }
        if (test.verdict != null) {
            complain.that(Rule.VERDICT, "test %s has a verdict already".formatted(finished.testId()));
            return;
        }
        boolean mayEnd = finished.outcome() == Outcome.INTERRUPTED
                ? test.stage == Stage.QUEUED || test.stage == Stage.LOST
                : test.stage == Stage.STARTED;
        if (finished.attempt() != test.attempt || !mayEnd) {
            complain.that(
                    Rule.ATTEMPT,
                    "attempt %d of test %s ends %s, but attempt %d is %s"
                            .formatted(
                                    finished.attempt(),
                                    finished.testId(),
                                    finished.outcome(),
                                    test.attempt,
                                    test.stage.name().toLowerCase(Locale.ROOT)));
        }
        if (finished.quarantined() != test.quarantined) {
            complain.that(Rule.COUNTS, "test %s changes its quarantine".formatted(finished.testId()));
        }
        if (finished.outcome() == Outcome.SKIPPED) {
            complain.that(Rule.VERDICT, "test %s ran and is called skipped".formatted(finished.testId()));
        }
        verdict(test, finished.outcome(), finished.progress(), complain);
    }

    private void testSkipped(RunEvent.TestSkipped skipped, Complaint complain) {
        TestLife test = known(skipped.testId(), complain);
        if (test == null) {
            return;
        }
        if (test.verdict != null) {
            complain.that(Rule.VERDICT, "test %s has a verdict already".formatted(skipped.testId()));
            return;
        }
        if (test.stage != Stage.QUEUED) {
            complain.that(
                    Rule.VERDICT,
                    "test %s is skipped, but attempt %d is %s"
                            .formatted(
                                    skipped.testId(),
                                    test.attempt,
                                    test.stage.name().toLowerCase(Locale.ROOT)));
        }
        boolean justified = switch (skipped.reason()) {
            case STOPPED_ON_FAILURE ->
                failedOne && started != null && started.options().stopOnFailure();
            case CANCELLED -> stopped == StopReason.CANCELLED;
            case RUN_TIMED_OUT -> stopped == StopReason.TIMED_OUT;
        };
        if (!justified) {
            complain.that(Rule.VERDICT, "nothing happened before that is a reason for %s".formatted(skipped.reason()));
        }
        verdict(test, Outcome.SKIPPED, skipped.progress(), complain);
    }

    private void verdict(TestLife test, Outcome outcome, Progress progress, Complaint complain) {
        test.verdict = outcome;
        test.stage = Stage.OVER;
        counts = counts.plus(outcome, test.quarantined);
        failedOne |= outcome.isAgainstTheRun() && !test.quarantined;
        Progress expected = Progress.of(counts.total(), announced());
        if (!progress.equals(expected)) {
            complain.that(Rule.PROGRESS, "it says %s, but %s was seen".formatted(progress, expected));
        }
    }

    private void runFinished(RunEvent.RunFinished finished, Complaint complain) {
        if (!finished.counts().equals(counts)) {
            complain.that(Rule.COUNTS, "it counts %s, but %s was seen".formatted(finished.counts(), counts));
        }
        Outcome expected = stopped == null ? counts.outcome() : stopped.outcome();
        if (finished.outcome() != expected) {
            complain.that(Rule.COUNTS, "it says %s, but %s was seen".formatted(finished.outcome(), expected));
        }
        liveSlices.forEach((slice, worker) ->
                complain.that(Rule.SLICE, "slice %d is still held by worker %s".formatted(slice, worker)));
        liveSlices.clear();
    }

    /** The test of an event that only a running attempt may have. */
    private @Nullable TestLife running(TestId id, int attempt, Complaint complain) {
        TestLife test = known(id, complain);
        if (test == null) {
            return null;
        }
        if (test.verdict != null) {
            complain.that(Rule.VERDICT, "test %s has its verdict".formatted(id));
            return null;
        }
        if (attempt != test.attempt || test.stage != Stage.STARTED) {
            complain.that(
                    Rule.ATTEMPT,
                    "it is of attempt %d of test %s, but attempt %d is %s"
                            .formatted(
                                    attempt, id, test.attempt, test.stage.name().toLowerCase(Locale.ROOT)));
        }
        return test;
    }

    private @Nullable TestLife known(TestId id, Complaint complain) {
        TestLife test = tests.get(id);
        if (test == null) {
            complain.that(Rule.PLAN, "test %s was never planned".formatted(id));
        }
        return test;
    }

    /** What should have been there by now. */
    void missing(Complaint complain) {
        if (started == null) {
            complain.that(Rule.BEGINNING, "it never started");
        }
        if (last == null) {
            complain.that(
                    Rule.END,
                    "it has no last event; %d of %d tests have a verdict".formatted(counts.total(), announced()));
        }
        if (last instanceof RunEvent.RunFailed) {
            return;
        }
        if (tests.size() != announced()) {
            complain.that(Rule.PLAN, "%d tests were planned of %d".formatted(tests.size(), announced()));
        }
        tests.forEach((id, test) -> {
            if (test.verdict == null) {
                complain.that(
                        Rule.VERDICT,
                        "test %s has no verdict; its attempt %d is %s"
                                .formatted(id, test.attempt, test.stage.name().toLowerCase(Locale.ROOT)));
            }
        });
        if (last instanceof RunEvent.RunFinished
                && Progress.of(counts.total(), announced()).percent() != 100) {
            complain.that(Rule.PROGRESS, "it ended at %s".formatted(Progress.of(counts.total(), announced())));
        }
    }

    RunFold fold() {
        Map<String, RunFold.Verdict> verdicts = new HashMap<>();
        tests.forEach((id, test) -> {
            if (test.verdict != null) {
                verdicts.put(id.value(), new RunFold.Verdict(test.verdict, test.attempt));
            }
        });
        return new RunFold(
                started == null ? "" : started.name(),
                announced(),
                last != null,
                last instanceof RunEvent.RunFinished finished ? finished.outcome() : null,
                counts,
                verdicts,
                seenSlices.size(),
                lostAttempts,
                retriedAttempts,
                handedBack);
    }

    private int announced() {
        return started == null ? 0 : started.testCount();
    }
}
