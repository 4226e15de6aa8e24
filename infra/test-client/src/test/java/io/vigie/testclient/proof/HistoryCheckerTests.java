package io.vigie.testclient.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.ActionFinished;
import io.vigie.contracts.run.RunEvent.AttemptFinished;
import io.vigie.contracts.run.RunEvent.AttemptLost;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.RunCancelling;
import io.vigie.contracts.run.RunEvent.RunFinished;
import io.vigie.contracts.run.RunEvent.RunStarted;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.contracts.run.RunEvent.SliceEnded;
import io.vigie.contracts.run.RunEvent.SliceStarted;
import io.vigie.contracts.run.RunEvent.TestFinished;
import io.vigie.contracts.run.RunEvent.TestQueued;
import io.vigie.contracts.run.RunEvent.TestSkipped;
import io.vigie.contracts.run.RunEvent.TestStarted;
import io.vigie.testclient.proof.Finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule sees the damage that it is for: histories that are right but for one event, numbered and chained again. */
class HistoryCheckerTests {

    static List<String> everyHistory() {
        return Histories.NAMES;
    }

    @ParameterizedTest
    @MethodSource("everyHistory")
    void findsNothingInAScriptedRun(String name) {
        assertThat(HistoryChecker.check(Histories.committed(name), false)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyHistory")
    void findsNothingInOneThatTellsOfSlices(String name) {
        assertThat(HistoryChecker.check(Histories.withSlices(name).chained(), true))
                .isEmpty();
    }

    @Test
    void readsSeveralRunsMixed() {
        List<Envelope<?>> one = Histories.committed("green");
        List<Envelope<?>> other = Histories.committed("retried");
        List<Envelope<?>> topic = new ArrayList<>();
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            if (i < other.size()) {
                topic.add(other.get(i));
            }
            if (i < one.size()) {
                topic.add(one.get(i));
            }
        }

        assertThat(HistoryChecker.check(topic, false)).isEmpty();
    }

    @Test
    void seesAnEventThatIsMissing() {
        List<Envelope<?>> history = Histories.committed("green");
        history.remove(5);

        assertThat(HistoryChecker.check(history, false))
                .extracting(Finding::rule)
                .contains(Rule.SEQUENCE, Rule.HASH);
    }

    @Test
    void seesAnEventWithoutAPlace() {
        List<Envelope<?>> history = Histories.committed("green");
        Envelope<?> third = history.get(2);
        history.set(2, Envelope.of(third.id(), third.source(), third.time(), third.subject(), third.message()));

        assertThat(HistoryChecker.check(history, false))
                .anySatisfy(finding -> assertThat(finding.what()).contains("no place"));
    }

    @Test
    void seesAChangedContent() {
        List<Envelope<?>> history = Histories.committed("green");
        Envelope<?> third = history.get(2);
        Link link = Objects.requireNonNull(third.link());
        history.set(2, third.by("somebody else").linked(link));

        assertThat(HistoryChecker.check(history, false)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.HASH);
            assertThat(finding.sequence()).isEqualTo(3);
            assertThat(finding.event()).isEqualTo("test-queued");
        });
    }

    @Test
    void seesAnEventOfAnotherRun() {
        RunStarted other = Histories.of("retried").first(RunStarted.class);

        assertThat(found(Histories.of("green").changing(RunStarted.class::isInstance, event -> other)))
                .containsOnly(Rule.SEQUENCE);
    }

    @Test
    void seesARunThatDoesNotStart() {
        assertThat(found(Histories.of("green").without(RunStarted.class::isInstance)))
                .contains(Rule.BEGINNING);
    }

    @Test
    void seesARunThatStartsTwice() {
        assertThat(found(Histories.of("green").repeating(RunStarted.class::isInstance)))
                .containsOnly(Rule.BEGINNING);
    }

    @Test
    void seesARunThatDoesNotEnd() {
        assertThat(found(Histories.of("green").without(RunFinished.class::isInstance)))
                .containsOnly(Rule.END);
    }

    @Test
    void seesWhatFollowsTheEnd() {
        Histories history = Histories.of("green");

        assertThat(found(history.after(RunFinished.class::isInstance, history.last(ActionFinished.class))))
                .contains(Rule.END);
    }

    @Test
    void seesARunThatIsEndedTwice() {
        assertThat(found(Histories.of("cancelled").repeating(RunCancelling.class::isInstance)))
                .containsOnly(Rule.END);
    }

    @Test
    void seesATestThatWasNotPlanned() {
        assertThat(found(Histories.of("green")
                        .without(event -> event instanceof TestQueued queued && queued.position() == 2)))
                .contains(Rule.PLAN);
    }

    @Test
    void seesATestThatIsPlannedTwice() {
        assertThat(found(Histories.of("green").repeating(TestQueued.class::isInstance)))
                .containsOnly(Rule.PLAN);
    }

    @Test
    void seesTwoTestsInOnePlace() {
        assertThat(found(Histories.of("green")
                        .changing(
                                event -> event instanceof TestQueued queued && queued.position() == 2,
                                event -> queued((TestQueued) event, 1, 1, QueueReason.PLANNED))))
                .containsOnly(Rule.PLAN);
    }

    @Test
    void seesATestWithoutAVerdict() {
        assertThat(found(Histories.of("green").without(isTheLast(TestFinished.class, "green"))))
                .contains(Rule.VERDICT, Rule.COUNTS, Rule.PROGRESS);
    }

    @Test
    void seesASecondVerdict() {
        assertThat(found(Histories.of("green").repeating(TestFinished.class::isInstance)))
                .containsOnly(Rule.VERDICT);
    }

    @Test
    void seesASecondVerdictOfASkippedTest() {
        assertThat(found(Histories.of("stop-on-failure").repeating(TestSkipped.class::isInstance)))
                .containsOnly(Rule.VERDICT);
    }

    @Test
    void seesATestThatStartsAfterItsVerdict() {
        Histories history = Histories.of("green");

        assertThat(found(history.after(TestFinished.class::isInstance, history.first(TestStarted.class))))
                .containsOnly(Rule.VERDICT);
    }

    @Test
    void seesATestThatIsQueuedAfterItsVerdict() {
        Histories history = Histories.of("green");
        TestQueued again = queued(history.first(TestQueued.class), 1, 2, QueueReason.RETRIED);

        assertThat(found(history.after(TestFinished.class::isInstance, again))).containsOnly(Rule.VERDICT);
    }

    @Test
    void seesASkipWithoutAReason() {
        assertThat(found(Histories.of("cancelled").without(RunCancelling.class::isInstance)))
                .contains(Rule.VERDICT);
        assertThat(found(Histories.of("stop-on-failure").changing(TestSkipped.class::isInstance, event -> {
                    TestSkipped skipped = (TestSkipped) event;
                    return new TestSkipped(
                            skipped.projectId(),
                            skipped.runId(),
                            skipped.testId(),
                            RunEvent.SkipReason.RUN_TIMED_OUT,
                            skipped.message(),
                            skipped.progress());
                })))
                .containsOnly(Rule.VERDICT);
    }

    @Test
    void seesASkippedTestThatRan() {
        Histories history = Histories.of("cancelled");
        TestSkipped skipped = history.first(TestSkipped.class);
        TestStarted started = history.first(TestStarted.class);

        assertThat(found(history.before(
                        TestSkipped.class::isInstance,
                        new TestStarted(
                                started.projectId(),
                                started.runId(),
                                skipped.testId(),
                                1,
                                started.workerId(),
                                started.startedAt()))))
                .containsOnly(Rule.VERDICT);
    }

    @Test
    void seesAnAttemptThatNothingExplains() {
        assertThat(found(Histories.of("worker-lost").without(AttemptLost.class::isInstance)))
                .containsOnly(Rule.ATTEMPT);
        assertThat(found(Histories.of("retried").without(AttemptFinished.class::isInstance)))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesAnotherExplanationThanTheTrueOne() {
        assertThat(found(Histories.of("retried")
                        .changing(
                                event -> event instanceof TestQueued queued && queued.attempt() == 2,
                                event -> queued((TestQueued) event, 1, 2, QueueReason.WORKER_LOST))))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesALostWorkerWhoseSliceDidNotEnd() {
        assertThat(HistoryChecker.check(
                        lostWorkerWhoseSliceIsSaidToBe(SliceEnd.COMPLETED).chained(), true))
                .extracting(Finding::rule)
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesAHandBackThatNobodyMade() {
        assertThat(HistoryChecker.check(
                        Histories.withSlices("worker-lost")
                                .without(AttemptLost.class::isInstance)
                                .changing(
                                        event -> event instanceof TestQueued queued && queued.attempt() == 2,
                                        event -> queued((TestQueued) event, 2, 2, QueueReason.HANDED_BACK))
                                .chained(),
                        true))
                .extracting(Finding::rule)
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void acceptsThatAStoppingWorkerHandsBackWhatItHasStarted() {
        assertThat(HistoryChecker.check(
                        lostWorkerWhoseSliceIsSaidToBe(SliceEnd.DRAINED)
                                .changing(
                                        event -> event instanceof TestQueued queued && queued.attempt() == 2,
                                        event -> queued((TestQueued) event, 2, 2, QueueReason.HANDED_BACK))
                                .chained(),
                        true))
                .isEmpty();
    }

    @Test
    void seesAnAttemptThatIsLeftOut() {
        assertThat(found(Histories.of("retried")
                        .changing(
                                event -> event instanceof TestQueued queued && queued.attempt() == 2,
                                event -> queued((TestQueued) event, 1, 3, QueueReason.RETRIED))))
                .contains(Rule.ATTEMPT);
    }

    @Test
    void seesAnAttemptThatStartsWithoutWaiting() {
        assertThat(found(Histories.of("retried")
                        .without(event -> event instanceof TestQueued queued && queued.attempt() == 2)))
                .contains(Rule.ATTEMPT);
        assertThat(found(Histories.of("green").repeating(TestStarted.class::isInstance)))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesAVerdictOfATestThatDidNotStart() {
        assertThat(found(Histories.of("green").without(TestStarted.class::isInstance)))
                .contains(Rule.ATTEMPT);
    }

    @Test
    void seesALossThatAnotherWorkerHad() {
        assertThat(found(Histories.of("worker-lost").changing(AttemptLost.class::isInstance, event -> {
                    AttemptLost lost = (AttemptLost) event;
                    return new AttemptLost(
                            lost.projectId(),
                            lost.runId(),
                            lost.testId(),
                            lost.attempt(),
                            WorkerId.of("worker-9"),
                            lost.lostAt());
                })))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesATestThatPassedAndIsTriedAgain() {
        assertThat(found(Histories.of("retried").changing(AttemptFinished.class::isInstance, event -> {
                    AttemptFinished finished = (AttemptFinished) event;
                    return new AttemptFinished(
                            finished.projectId(),
                            finished.runId(),
                            finished.testId(),
                            finished.attempt(),
                            Outcome.PASSED,
                            finished.finishedAt(),
                            finished.durationMillis(),
                            null,
                            finished.outputs(),
                            finished.logs(),
                            finished.logLines(),
                            finished.logDigest());
                })))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesAnActionTwice() {
        assertThat(found(Histories.of("green").repeating(ActionFinished.class::isInstance)))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesCasesTwice() {
        assertThat(found(Histories.of("suite").repeating(RunEvent.CasesFinished.class::isInstance)))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesAnArtifactTwice() {
        assertThat(found(Histories.of("suite").repeating(RunEvent.ArtifactStored.class::isInstance)))
                .containsOnly(Rule.ATTEMPT);
    }

    @Test
    void seesProgressThatIsNotTheVerdicts() {
        assertThat(found(Histories.of("green").changing(TestFinished.class::isInstance, event -> {
                    TestFinished finished = (TestFinished) event;
                    return new TestFinished(
                            finished.projectId(),
                            finished.runId(),
                            finished.testId(),
                            finished.attempt(),
                            finished.outcome(),
                            finished.finishedAt(),
                            finished.durationMillis(),
                            finished.message(),
                            finished.outputs(),
                            finished.logs(),
                            finished.logLines(),
                            finished.logDigest(),
                            finished.quarantined(),
                            new Progress(100, 2, 2));
                })))
                .containsOnly(Rule.PROGRESS);
    }

    @Test
    void seesCountsThatNobodySaw() {
        assertThat(found(Histories.of("green").changing(RunFinished.class::isInstance, event -> {
                    RunFinished finished = (RunFinished) event;
                    return new RunFinished(
                            finished.projectId(),
                            finished.runId(),
                            finished.outcome(),
                            new Counts(1, 1, 0, 0, 0, 0, 0, 0),
                            finished.finishedAt(),
                            finished.durationMillis());
                })))
                .containsOnly(Rule.COUNTS);
    }

    @Test
    void seesAnOutcomeThatIsNotTheTests() {
        assertThat(found(Histories.of("stop-on-failure").changing(RunFinished.class::isInstance, event -> {
                    RunFinished finished = (RunFinished) event;
                    return new RunFinished(
                            finished.projectId(),
                            finished.runId(),
                            Outcome.PASSED,
                            finished.counts(),
                            finished.finishedAt(),
                            finished.durationMillis());
                })))
                .containsOnly(Rule.COUNTS);
    }

    @Test
    void seesAnEndThatIsNotTheOneThatWasAskedFor() {
        Histories history = Histories.of("cancelled");
        RunCancelling cancelling = history.first(RunCancelling.class);

        assertThat(found(history.changing(
                        RunCancelling.class::isInstance,
                        event -> new RunCancelling(
                                cancelling.projectId(),
                                cancelling.runId(),
                                StopReason.TIMED_OUT,
                                "coordinator",
                                cancelling.requestedAt()))))
                .contains(Rule.COUNTS);
    }

    @Test
    void seesATestThatRunsInNoSlice() {
        assertThat(HistoryChecker.check(
                        Histories.withSlices("green")
                                .without(SliceStarted.class::isInstance)
                                .without(SliceEnded.class::isInstance)
                                .chained(),
                        true))
                .extracting(Finding::rule)
                .containsOnly(Rule.SLICE);
    }

    @Test
    void seesASliceThatStartsTwiceOrDoesNotEnd() {
        assertThat(found(Histories.withSlices("green").repeating(SliceStarted.class::isInstance)))
                .containsOnly(Rule.SLICE);
        assertThat(found(Histories.withSlices("green").without(SliceEnded.class::isInstance)))
                .containsOnly(Rule.SLICE);
        assertThat(found(Histories.withSlices("green").repeating(SliceEnded.class::isInstance)))
                .containsOnly(Rule.SLICE);
    }

    @Test
    void saysWhichEventItIs() {
        List<Finding> findings = HistoryChecker.check(
                Histories.of("green").repeating(TestFinished.class::isInstance).chained(), false);

        assertThat(findings)
                .singleElement()
                .extracting(Finding::toString)
                .asString()
                .matches("verdict: run 019b2c7e-0d00-7000-8000-000000000001, event 7 \\(test-finished\\): "
                        + "test 0b7c9a52-8d5e-4a35-8f3c-000000000001 has a verdict already");
    }

    @Test
    void foldsARun() {
        HistoryChecker checker = new HistoryChecker(false);
        Histories.committed("retried").forEach(checker::accept);

        RunFold fold = checker.folds().values().iterator().next();

        assertThat(fold.ended()).isTrue();
        assertThat(fold.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(fold.retriedAttempts()).isEqualTo(1);
        assertThat(fold.verdicts())
                .containsEntry("0b7c9a52-8d5e-4a35-8f3c-000000000001", new RunFold.Verdict(Outcome.PASSED, 2));
    }

    private static java.util.function.Predicate<RunEvent> isTheLast(Class<? extends RunEvent> type, String of) {
        RunEvent last = Histories.of(of).last(type);
        return last::equals;
    }

    private static Histories lostWorkerWhoseSliceIsSaidToBe(SliceEnd end) {
        return Histories.withSlices("worker-lost")
                .changing(
                        event -> event instanceof SliceEnded ended && ended.reason() == SliceEnd.WORKER_LOST, event -> {
                            SliceEnded ended = (SliceEnded) event;
                            return Histories.sliceEnded(ended, ended.slice(), ended.workerId(), end, ended.endedAt());
                        });
    }

    private static TestQueued queued(TestQueued like, int position, int attempt, QueueReason reason) {
        return new TestQueued(
                like.projectId(),
                like.runId(),
                like.testId(),
                position,
                like.version(),
                like.name(),
                attempt,
                reason,
                like.quarantined());
    }

    private static List<Rule> found(Histories history) {
        return HistoryChecker.check(history.chained(), false).stream()
                .map(Finding::rule)
                .toList();
    }
}
