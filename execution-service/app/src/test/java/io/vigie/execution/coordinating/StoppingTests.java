package io.vigie.execution.coordinating;

import static io.vigie.contracts.Outcome.CANCELLED;
import static io.vigie.contracts.Outcome.FAILED;
import static io.vigie.contracts.Outcome.INTERRUPTED;
import static io.vigie.contracts.Outcome.PASSED;
import static io.vigie.contracts.Outcome.TIMED_OUT;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.RUN_STOPPED;
import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.OTHER_WORKER;
import static io.vigie.execution.coordinating.RunFixture.RUN;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.contracts.task.TaskMessage.RunStopped;
import io.vigie.execution.coordinating.Decision.Fenced;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StoppingTests {

    private static final String WHO = "admin@example.com";

    @Nested
    class Cancelling {

        @Test
        void isVisibleAtOnceAndToldToEveryWorker() {
            RunFixture run = run().launched(200).accepted(WORKER).started(WORKER, 1);

            run.cancelled(WHO);
            assertThat(run.newEvents()).singleElement().isInstanceOfSatisfying(RunEvent.RunCancelling.class, event -> {
                assertThat(event.reason()).isEqualTo(StopReason.CANCELLED);
                assertThat(event.requestedBy()).isEqualTo(WHO);
            });
            assertThat(run.orders())
                    .containsExactly(new RunStopped(ProjectId.COMMON, RUN, StopReason.CANCELLED, run.now()));
        }

        @Test
        void skipsWhatWasNeverHandedOutInSteps() {
            RunFixture run = run().launched(1_500).accepted(WORKER).cancelled(WHO);

            run.input(new RunInput.NextStep());
            assertThat(run.newEvents())
                    .hasSize(500)
                    .allSatisfy(event -> assertThat(event)
                            .isInstanceOfSatisfying(RunEvent.TestSkipped.class, skipped -> {
                                assertThat(skipped.reason()).isEqualTo(SkipReason.CANCELLED);
                                assertThat(skipped.message()).isEqualTo("Test ignoré : campagne annulée");
                            }));
            run.stepsDone();
            assertThat(skipped(run)).isEqualTo(1_475);

            run.returned(WORKER, 1, RUN_STOPPED);
            assertThat(end(run).outcome()).isEqualTo(CANCELLED);
            assertThat(end(run).counts()).isEqualTo(new Counts(0, 0, 0, 1_500, 0, 0, 0, 0));
        }

        @Test
        void takesBackAtOnceWhatNoWorkerHasAccepted() {
            RunFixture run =
                    run().inParallel(2).launched(20).accepted(WORKER, 1).started(WORKER, 1);

            run.cancelled(WHO).stepsDone();
            assertThat(skipped(run)).isEqualTo(16);
            assertThat(run.keptSlices()).isEqualTo(1);

            run.accepted(OTHER_WORKER, 2);
            assertThat(run.decisions()).containsExactly(new Fenced(Fenced.Why.SLICE_NOT_HELD));
        }

        @Test
        void takesBackASliceThatIsAcceptedBeforeItsTurnCame() {
            RunFixture run = run().inParallel(2)
                    .launched(20)
                    .accepted(WORKER, 1)
                    .started(WORKER, 1)
                    .cancelled(WHO);

            run.accepted(OTHER_WORKER, 2);
            assertThat(run.decisions()).contains(new Fenced(Fenced.Why.RUN_STOPPED));
            assertThat(run.newEvents()).noneMatch(RunEvent.SliceStarted.class::isInstance);
        }

        @Test
        void endsWithWhatWorkersSayOfTheTestsThatRan() {
            RunFixture run = run().launched(3)
                    .accepted(WORKER)
                    .ran(WORKER, 1)
                    .started(WORKER, 2)
                    .cancelled(WHO)
                    .finished(WORKER, 2, CANCELLED)
                    .returned(WORKER, 1, RUN_STOPPED);

            assertThat(types(run)).containsExactly("SliceEnded", "TestSkipped", "RunFinished");
            assertThat(end(run).outcome()).isEqualTo(CANCELLED);
            assertThat(end(run).counts()).isEqualTo(new Counts(1, 0, 0, 1, 1, 0, 0, 0));
        }

        @Test
        void endsWithinItsGraceWhateverTheTestsDo() {
            RunFixture run =
                    run().launched(3).accepted(WORKER).started(WORKER, 1).cancelled(WHO);
            run.later(Duration.ofSeconds(9)).input(new RunInput.DeadlineReached());
            assertThat(run.decisions()).isEmpty();

            run.afterDeadline();
            assertThat(types(run))
                    .containsExactly("TestFinished", "SliceEnded", "TestSkipped", "TestSkipped", "RunFinished");
            assertThat(run.newEvents().getFirst()).isInstanceOfSatisfying(RunEvent.TestFinished.class, finished -> {
                assertThat(finished.outcome()).isEqualTo(CANCELLED);
                assertThat(finished.message()).isEqualTo("Test arrêté : campagne annulée");
            });
            assertThat(run.report(RunFixture.finishedEvent(RUN, WORKER, 1, 1, 1, PASSED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.RUN_ENDED));
        }

        @Test
        void endsManySlicesStepByStepAfterItsGrace() {
            RunFixture run =
                    run(RunLimits.DEFAULT.withTestsPerStep(10)).inParallel(20).launched(200);
            for (int slice = 1; slice <= 20; slice++) {
                run.accepted(WORKER, slice);
            }
            run.cancelled(WHO).stepsDone();
            assertThat(run.keptSlices()).isEqualTo(20);

            run.afterDeadline();
            assertThat(run.newEvents()).hasSizeLessThan(30);
            run.stepsDone();
            assertThat(end(run).counts().total()).isEqualTo(200);
            assertThat(run.keptSlices()).isZero();
            assertThat(run.keptTests()).isZero();
        }

        @Test
        void leavesALostWorkerToItsLease() {
            RunFixture run = run().launched(2)
                    .accepted(WORKER)
                    .started(WORKER, 1)
                    .cancelled(WHO)
                    .silent(1);

            assertThat(types(run))
                    .containsExactly("AttemptLost", "TestFinished", "SliceEnded", "TestSkipped", "RunFinished");
            assertThat(((RunEvent.TestFinished) run.newEvents().get(1)).outcome())
                    .isEqualTo(INTERRUPTED);
        }

        @Test
        void countsOnce() {
            RunFixture run =
                    run().launched(2).accepted(WORKER).started(WORKER, 1).cancelled(WHO);

            assertThat(run.cancelled("someone.else@example.com").decisions()).isEmpty();
        }

        @Test
        void doesNothingToARunThatIsUnknownOrEnded() {
            assertThat(run().cancelled(WHO).decisions()).isEmpty();
            assertThat(run().launched(1)
                            .accepted(WORKER)
                            .ran(WORKER, 1)
                            .cancelled(WHO)
                            .decisions())
                    .isEmpty();
        }

        @Test
        void waitsForThePlanSoThatEveryTestHasItsNameAndItsVerdict() {
            RunFixture run = run().launch(4, 2).plan(1, 1, 2).cancelled(WHO);
            assertThat(types(run)).containsExactly("RunCancelling");
            assertThat(run.cancelled(WHO).decisions()).isEmpty();

            run.plan(2, 3, 4);
            assertThat(types(run))
                    .containsExactly(
                            "TestQueued",
                            "TestQueued",
                            "TestSkipped",
                            "TestSkipped",
                            "TestSkipped",
                            "TestSkipped",
                            "RunFinished");
            assertThat(run.dispatched()).isEmpty();
            assertThat(end(run).outcome()).isEqualTo(CANCELLED);
        }

        @Test
        void interruptsARunThatStopsAfterAFailure() {
            RunFixture run = run().inParallel(2).stopsOnFailure().launched(20);
            run.accepted(WORKER, 1).accepted(OTHER_WORKER, 2).started(OTHER_WORKER, 5);
            run.ran(WORKER, 1, FAILED).stepsDone().cancelled(WHO);

            assertThat(types(run)).containsExactly("RunCancelling");
            run.finished(OTHER_WORKER, 5, CANCELLED)
                    .returned(OTHER_WORKER, 2, RUN_STOPPED)
                    .returned(WORKER, 1, RUN_STOPPED);
            assertThat(end(run).outcome()).isEqualTo(CANCELLED);
            assertThat(end(run).counts().total()).isEqualTo(20);
        }
    }

    @Nested
    class TimingOut {

        @Test
        void endsARunThatTakesLongerThanItMay() {
            RunFixture run = run().timesOutAfter(Duration.ofMinutes(1), Duration.ofMinutes(5))
                    .launched(200)
                    .accepted(WORKER)
                    .started(WORKER, 1);

            run.input(new RunInput.DeadlineReached());
            assertThat(run.decisions()).isEmpty();
            run.afterDeadline();
            assertThat(run.newEvents()).singleElement().isInstanceOfSatisfying(RunEvent.RunCancelling.class, event -> {
                assertThat(event.reason()).isEqualTo(StopReason.TIMED_OUT);
                assertThat(event.requestedBy()).isEqualTo("/vigie/coordinator");
            });
            assertThat(run.orders()).hasSize(1);

            run.stepsDone().finished(WORKER, 1, TIMED_OUT).returned(WORKER, 1, RUN_STOPPED);
            assertThat(run.events())
                    .filteredOn(RunEvent.TestSkipped.class::isInstance)
                    .hasSize(199)
                    .allSatisfy(event -> {
                        RunEvent.TestSkipped skipped = (RunEvent.TestSkipped) event;
                        assertThat(skipped.reason()).isEqualTo(SkipReason.RUN_TIMED_OUT);
                        assertThat(skipped.message()).isEqualTo("Test ignoré : la campagne a dépassé sa durée");
                    });
            assertThat(end(run).outcome()).isEqualTo(TIMED_OUT);
        }

        @Test
        void holdsForARunWhosePlanNeverBecomesComplete() {
            RunFixture run = run().timesOutAfter(Duration.ofMinutes(1), Duration.ofMinutes(5))
                    .launch(4, 2)
                    .afterDeadline();

            assertThat(types(run)).containsExactly("RunCancelling");
            assertThat(run.hasDeadline()).isFalse();
        }

        @Test
        void doesNotAskTwice() {
            RunFixture run = run().timesOutAfter(Duration.ofMinutes(1), Duration.ofMinutes(5))
                    .launched(2)
                    .accepted(WORKER)
                    .cancelled(WHO);
            assertThat(run.cancelled(WHO).decisions()).isEmpty();

            run.afterDeadline();
            assertThat(end(run).outcome()).isEqualTo(CANCELLED);
            assertThat(run.hasDeadline()).isFalse();
        }

        @Test
        void isNothingToARunWithoutALimit() {
            assertThat(run().launched(2).hasDeadline()).isFalse();
        }
    }

    @Test
    void doesNotDispatchAgainWhatWasTakenBack() {
        RunFixture run = run().inParallel(2).launched(20).cancelled(WHO).stepsDone();

        assertThat(run.unclaimed(1).decisions()).isEmpty();
        assertThat(run.waits(1).decisions()).isEmpty();
        assertThat(end(run).outcome()).isEqualTo(CANCELLED);
    }

    private static int skipped(RunFixture run) {
        return (int) run.events().stream()
                .filter(RunEvent.TestSkipped.class::isInstance)
                .count();
    }

    private static RunEvent.RunFinished end(RunFixture run) {
        return (RunEvent.RunFinished) run.events().getLast();
    }

    private static List<String> types(RunFixture run) {
        return run.newEvents().stream().map(RunFixture::type).toList();
    }
}
