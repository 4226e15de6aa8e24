package io.vigie.execution.coordinating;

import static io.vigie.contracts.Outcome.BROKEN;
import static io.vigie.contracts.Outcome.CANCELLED;
import static io.vigie.contracts.Outcome.FAILED;
import static io.vigie.contracts.Outcome.INTERRUPTED;
import static io.vigie.contracts.Outcome.PASSED;
import static io.vigie.contracts.Outcome.TIMED_OUT;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.DRAINING;
import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.OTHER_WORKER;
import static io.vigie.execution.coordinating.RunFixture.RUN;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.limited;
import static io.vigie.execution.coordinating.RunFixture.quarantined;
import static io.vigie.execution.coordinating.RunFixture.retried;
import static io.vigie.execution.coordinating.RunFixture.run;
import static io.vigie.execution.coordinating.RunFixture.testId;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.execution.coordinating.Decision.Fenced;
import io.vigie.execution.coordinating.Decision.Refused;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RetryingTests {

    @Nested
    class InPlace {

        @Test
        void followsAnAttemptThatDidNotPassByTheNextOneInTheSameSlice() {
            RunFixture run = run().planning(test -> retried(test, 2)).launched(1);
            assertThat(run.newest().tests()).containsExactly(new SliceTest(testId(1), 7, 1, 2, null, false));

            run.accepted(WORKER).ran(WORKER, 1, FAILED);
            assertThat(types(run)).containsExactly("AttemptFinished", "TestQueued");
            assertThat(run.newEvents().getLast())
                    .isEqualTo(new RunEvent.TestQueued(
                            ProjectId.COMMON, RUN, testId(1), 1, 7, "Test 1", 2, QueueReason.RETRIED, false));
            assertThat(run.dispatched()).hasSize(1);

            run.ran(WORKER, 1, PASSED);
            assertThat(types(run)).containsExactly("TestFinished", "SliceEnded", "RunFinished");
            assertThat(((RunEvent.TestFinished) run.newEvents().getFirst()).attempt())
                    .isEqualTo(2);
            assertThat(counts(run)).isEqualTo(new Counts(1, 0, 0, 0, 0, 0, 0, 0));
        }

        @Test
        void takesTheLastAttemptForTheVerdict() {
            RunFixture run = run().planning(test -> retried(test, 2))
                    .launched(1)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED)
                    .ran(WORKER, 1, BROKEN)
                    .ran(WORKER, 1, TIMED_OUT);

            assertThat(counts(run)).isEqualTo(new Counts(0, 0, 0, 0, 0, 1, 0, 0));
            assertThat(run.events())
                    .filteredOn(RunEvent.AttemptFinished.class::isInstance)
                    .hasSize(2);
        }

        @Test
        void triesNothingAgainThatWasStopped() {
            for (Outcome outcome : List.of(CANCELLED, INTERRUPTED, PASSED)) {
                RunFixture run = run().planning(test -> retried(test, 2))
                        .launched(1)
                        .accepted(WORKER)
                        .ran(WORKER, 1, outcome);

                assertThat(types(run)).containsExactly("TestFinished", "SliceEnded", "RunFinished");
            }
        }

        @Test
        void stopsARunAtTheFirstFailureOnlyOnceItsRetriesAreUsedUp() {
            RunFixture run = run().stopsOnFailure()
                    .planning(test -> retried(test, 1))
                    .launched(2)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED)
                    .ran(WORKER, 1, PASSED)
                    .ran(WORKER, 2, FAILED);
            assertThat(types(run)).containsExactly("AttemptFinished", "TestQueued");

            run.ran(WORKER, 2, FAILED);
            assertThat(counts(run)).isEqualTo(new Counts(1, 1, 0, 0, 0, 0, 0, 0));
        }
    }

    @Nested
    class Fences {

        @Test
        void dropsWhatIsSaidTwiceOfAnAttemptThatIsOver() {
            RunFixture run = run().planning(test -> retried(test, 1))
                    .launched(1)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED);

            assertThat(run.report(RunFixture.finishedEvent(RUN, WORKER, 1, 1, 1, FAILED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.REPEATED));
            assertThat(run.report(RunFixture.startedEvent(RUN, WORKER, 1, 1, 1, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.REPEATED));
            assertThat(run.report(RunFixture.startedEvent(RUN, WORKER, 1, 1, 3, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.OTHER_ATTEMPT));
        }

        @Test
        void goesOnCountingWhenTheWorkerOfARetryIsLost() {
            RunFixture run = run().planning(test -> retried(test, 2))
                    .launched(1)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED)
                    .started(WORKER, 1)
                    .silent(1);

            assertThat(types(run)).containsExactly("AttemptLost", "SliceEnded", "TestQueued");
            assertThat(((RunEvent.AttemptLost) run.newEvents().getFirst()).attempt())
                    .isEqualTo(2);
            assertThat(run.newest().tests()).containsExactly(new SliceTest(testId(1), 7, 3, 1, null, false));
            assertThat(run.report(RunFixture.finishedEvent(RUN, WORKER, 1, 1, 2, PASSED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.SLICE_NOT_HELD));

            run.accepted(OTHER_WORKER).ran(OTHER_WORKER, 1, FAILED).ran(OTHER_WORKER, 1, FAILED);
            assertThat(counts(run)).isEqualTo(new Counts(0, 1, 0, 0, 0, 0, 0, 0));
            assertThat(run.events())
                    .filteredOn(RunEvent.TestFinished.class::isInstance)
                    .extracting(event -> ((RunEvent.TestFinished) event).attempt())
                    .containsExactly(4);
        }

        @Test
        void queuesAgainWhatAWorkerHandsBackBetweenTwoAttempts() {
            RunFixture run = run().planning(test -> retried(test, 1))
                    .launched(1)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED)
                    .returned(WORKER, 1, DRAINING);

            assertThat(types(run)).containsExactly("SliceEnded", "TestQueued");
            assertThat(run.newest().tests()).containsExactly(new SliceTest(testId(1), 7, 3, 0, null, false));
        }

        @Test
        void givesTheVerdictAtOnceWhenTheRunWasCancelledMeanwhile() {
            RunFixture run = run().planning(test -> retried(test, 2))
                    .launched(1)
                    .accepted(WORKER)
                    .started(WORKER, 1)
                    .cancelled("admin@example.com")
                    .finished(WORKER, 1, FAILED);

            assertThat(types(run)).containsExactly("TestFinished", "SliceEnded", "RunFinished");
            assertThat(run.report(RunFixture.startedEvent(RUN, WORKER, 1, 1, 2, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.RUN_ENDED));
        }

        @Test
        void skipsWhatWasBetweenTwoAttemptsWhenTheRunIsCancelled() {
            RunFixture run = run().planning(test -> retried(test, 2))
                    .launched(1)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED)
                    .cancelled("admin@example.com")
                    .returned(WORKER, 1, AttemptEvent.SliceReturned.Reason.RUN_STOPPED);

            assertThat(types(run)).containsExactly("SliceEnded", "TestSkipped", "RunFinished");
            assertThat(counts(run)).isEqualTo(new Counts(0, 0, 0, 1, 0, 0, 0, 0));
        }
    }

    @Nested
    class Quarantine {

        @Test
        void isRecordedAndNeverCountsAgainstTheRun() {
            RunFixture run = run().stopsOnFailure()
                    .planning(test -> test.position() == 1 ? quarantined(test) : test)
                    .launched(2)
                    .accepted(WORKER);
            assertThat(run.newest().tests().getFirst().quarantined()).isTrue();

            run.ran(WORKER, 1, FAILED);
            assertThat(run.newEvents())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RunEvent.TestFinished.class,
                            finished -> assertThat(finished.quarantined()).isTrue());

            run.ran(WORKER, 2);
            assertThat(run.events().getLast()).isInstanceOfSatisfying(RunEvent.RunFinished.class, finished -> {
                assertThat(finished.outcome()).isEqualTo(PASSED);
                assertThat(finished.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0, 0, 0, 1));
            });
        }

        @Test
        void holdsForATestWhoseWorkersAreLostToo() {
            RunFixture run = run().planning(RunFixture::quarantined).launched(1);
            for (int slice = 1; slice <= 3; slice++) {
                run.accepted(WORKER).started(WORKER, 1).silent(slice);
            }

            assertThat(run.events().getLast())
                    .isInstanceOfSatisfying(
                            RunEvent.RunFinished.class,
                            finished -> assertThat(finished.outcome()).isEqualTo(PASSED));
        }
    }

    @Nested
    class Timeouts {

        @Test
        void areTheTestsOwnOrTheLaunchs() {
            RunFixture run = run().timesOutAfter(Duration.ofSeconds(30), Duration.ofHours(1))
                    .planning(test -> test.position() == 1 ? limited(test, 5_000) : test)
                    .launched(2);

            assertThat(run.newest().tests())
                    .extracting(SliceTest::timeoutMillis)
                    .containsExactly(5_000L, 30_000L);
        }
    }

    @Nested
    class CasesAndArtifacts {

        @Test
        void goIntoTheHistoryOnce() {
            RunFixture run = run().launched(1).accepted(WORKER).started(WORKER, 1);

            assertThat(types(run.report(cases(1, 1, 2)))).containsExactly("CasesFinished");
            assertThat(types(run.report(artifact(1, 1)))).containsExactly("ArtifactStored");
            assertThat(types(run.report(cases(1, 3, 1)))).containsExactly("CasesFinished");
            assertThat(run.report(cases(1, 1, 2)).decisions()).containsExactly(new Fenced(Fenced.Why.REPEATED));
            assertThat(run.report(artifact(1, 1)).decisions()).containsExactly(new Fenced(Fenced.Why.REPEATED));
        }

        @Test
        void beginAnewWithEachAttempt() {
            RunFixture run = run().planning(test -> retried(test, 1))
                    .launched(1)
                    .accepted(WORKER)
                    .started(WORKER, 1)
                    .report(cases(1, 1, 2))
                    .report(artifact(1, 1))
                    .finished(WORKER, 1, FAILED)
                    .started(WORKER, 1);

            assertThat(run.report(artifact(1, 2)).decisions()).containsExactly(new Fenced(Fenced.Why.REPEATED));
            assertThat(types(run.report(cases(2, 1, 2)))).containsExactly("CasesFinished");
            assertThat(types(run.report(artifact(2, 1)))).containsExactly("ArtifactStored");
        }

        @Test
        void areRefusedWhenTheyAreNoReportAtAll() {
            RunFixture run = run().launched(1).accepted(WORKER).started(WORKER, 1);

            assertThat(run.report(cases(1, 1, 0)).decisions()).singleElement().isInstanceOf(Refused.class);
            assertThat(run.report(cases(1, 1, 101)).decisions()).singleElement().isInstanceOf(Refused.class);
        }

        private AttemptEvent cases(int attempt, int first, int number) {
            return new AttemptEvent.CasesFinished(
                    ProjectId.COMMON,
                    RUN,
                    WORKER,
                    1,
                    testId(1),
                    attempt,
                    first,
                    Collections.nCopies(number, new CaseReport("suite", "case", PASSED, 3, null)));
        }

        private AttemptEvent artifact(int attempt, int number) {
            return new AttemptEvent.ArtifactStored(
                    ProjectId.COMMON,
                    RUN,
                    WORKER,
                    1,
                    testId(1),
                    attempt,
                    number,
                    "trace.zip",
                    "application/zip",
                    10,
                    "00",
                    "artifacts/trace.zip");
        }
    }

    private static List<String> types(RunFixture run) {
        return run.newEvents().stream().map(RunFixture::type).toList();
    }

    private static Counts counts(RunFixture run) {
        return ((RunEvent.RunFinished) run.events().getLast()).counts();
    }
}
