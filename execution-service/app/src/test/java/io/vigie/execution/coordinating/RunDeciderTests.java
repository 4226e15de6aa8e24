package io.vigie.execution.coordinating;

import static io.vigie.contracts.Outcome.BROKEN;
import static io.vigie.contracts.Outcome.FAILED;
import static io.vigie.contracts.Outcome.INTERRUPTED;
import static io.vigie.contracts.Outcome.PASSED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.COMPLETED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.DRAINING;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.STOPPED_ON_FAILURE;
import static io.vigie.execution.coordinating.RunFixture.AT;
import static io.vigie.execution.coordinating.RunFixture.OTHER_WORKER;
import static io.vigie.execution.coordinating.RunFixture.RUN;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.planned;
import static io.vigie.execution.coordinating.RunFixture.run;
import static io.vigie.execution.coordinating.RunFixture.testId;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.task.TaskMessage.RunHalted;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceRevoked;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.contracts.wire.HashChain;
import io.vigie.execution.coordinating.Decision.Fenced;
import io.vigie.execution.coordinating.Decision.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RunDeciderTests {

    @Nested
    class Launching {

        @Test
        void startsTheRunAtItsLaunchAndQueuesEachTestWithItsChunk() {
            RunFixture run = run().launch(3, 2);
            assertThat(types(run.newEvents())).containsExactly("RunStarted");

            run.plan(1, 1, 2);
            assertThat(types(run.newEvents())).containsExactly("TestQueued", "TestQueued");
            assertThat(run.dispatched()).isEmpty();

            run.plan(2, 3, 3);
            assertThat(run.newEvents())
                    .containsExactly(new RunEvent.TestQueued(
                            ProjectId.COMMON, RUN, testId(3), 3, 7, "Test 3", 1, QueueReason.PLANNED, false));
            assertThat(run.dispatched()).hasSize(1);
            assertThat(run.newest().tests())
                    .containsExactly(
                            new SliceTest(testId(1), 7, 1, 0, null, false),
                            new SliceTest(testId(2), 7, 1, 0, null, false),
                            new SliceTest(testId(3), 7, 1, 0, null, false));
        }

        @Test
        void takesThePlanInAnyOrder() {
            RunFixture run = run().launch(4, 2).plan(2, 3, 4).plan(1, 1, 2);

            assertThat(run.newest().tests())
                    .extracting(SliceTest::testId)
                    .containsExactly(testId(1), testId(2), testId(3), testId(4));
        }

        @Test
        void ignoresARepeatedLaunchAndARepeatedChunk() {
            RunFixture run = run().launch(2, 2).plan(1, 1, 1);

            assertThat(run.launch(2, 2).decisions()).isEmpty();
            assertThat(run.plan(1, 1, 1).decisions()).isEmpty();
            run.plan(2, 2, 2);
            assertThat(run.plan(2, 2, 2).decisions()).isEmpty();
            assertThat(run.launch(2, 2).decisions()).isEmpty();
        }

        @Test
        void finishesAnEmptyPlanAtOnce() {
            RunFixture run = run().launch(0, 0);

            assertThat(types(run.events())).containsExactly("RunStarted", "RunFinished");
            assertThat(run.state()).isInstanceOf(RunState.Ended.class);
        }

        @Test
        void failsARunWhosePlanDoesNotAddUp() {
            RunFixture run = run().launch(3, 1).plan(1, 1, 2);

            assertThat(run.newEvents())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            RunEvent.RunFailed.class,
                            failed -> assertThat(failed.error()).isEqualTo("Le plan annonce 3 tests, 2 sont arrivés"));
            assertThat(run.state()).isInstanceOf(RunState.Ended.class);
            assertThat(run.dispatched()).isEmpty();
        }

        @Test
        void failsARunWhosePlanNamesAPositionOrATestTwice() {
            assertThat(types(run().launch(4, 2).plan(1, 1, 2).plan(2, 2, 3).newEvents()))
                    .containsExactly("RunFailed");
            assertThat(types(run().launch(2, 1)
                            .plan(new CampaignEvent.PlanChunk(
                                    ProjectId.COMMON,
                                    RUN,
                                    1,
                                    List.of(planned(1), CampaignEvent.PlannedTest.plain(2, testId(1), 7, "Test 1"))))
                            .newEvents()))
                    .containsExactly("RunFailed");
        }

        @Test
        void failsARunWhosePlanLeavesItsBounds() {
            assertThat(types(run().launch(2, 1).plan(1, 2, 3).newEvents())).containsExactly("RunFailed");
            assertThat(types(run().launch(2, 1).plan(2, 1, 2).newEvents())).containsExactly("RunFailed");
            assertThat(types(run().launch(2, 0).newEvents())).containsExactly("RunStarted", "RunFailed");
            assertThat(types(run().launch(-1, 1).newEvents())).containsExactly("RunStarted", "RunFailed");
        }

        @Test
        void failsARunWhosePlanIsUnreadableAndForgetsItsTests() {
            RunFixture run = run().launch(4, 2).plan(1, 1, 2).input(new RunInput.PlanUnreadable());

            assertThat(types(run.newEvents())).containsExactly("RunFailed");
            assertThat(run.keptTests()).isZero();
            assertThat(run.plan(2, 3, 4).decisions()).isEmpty();
        }

        @Test
        void refusesAPlanOfAnUnknownRun() {
            assertThat(run().plan(1, 1, 2).decisions()).singleElement().isInstanceOf(Refused.class);
        }
    }

    @Nested
    class Sequential {

        @Test
        void endsGreenWhenEveryTestPasses() {
            RunFixture run = run().launched(2).accepted(WORKER).ran(WORKER, 1).ran(WORKER, 2);

            assertThat(types(run.events()))
                    .containsExactly(
                            "RunStarted",
                            "TestQueued",
                            "TestQueued",
                            "SliceStarted",
                            "TestStarted",
                            "ActionFinished",
                            "TestFinished",
                            "TestStarted",
                            "ActionFinished",
                            "TestFinished",
                            "SliceEnded",
                            "RunFinished");
            assertThat(progress(run)).containsExactly(Progress.of(1, 2), Progress.of(2, 2));
            assertThat(run.events().getLast()).isInstanceOfSatisfying(RunEvent.RunFinished.class, finished -> {
                assertThat(finished.outcome()).isEqualTo(PASSED);
                assertThat(finished.counts()).isEqualTo(new Counts(2, 0, 0, 0, 0, 0, 0, 0));
                assertThat(finished.durationMillis()).isPositive();
            });
            assertThat(run.returned(WORKER, 1, COMPLETED).newEvents()).isEmpty();
            assertThat(run.keptTests()).isZero();
            assertThat(run.keptSlices()).isZero();
        }

        @Test
        void goesOnAfterAFailedTestUnlessItIsToStop() {
            RunFixture run =
                    run().launched(2).accepted(WORKER).ran(WORKER, 1, FAILED).ran(WORKER, 2);

            assertThat(run.events().getLast()).isInstanceOfSatisfying(RunEvent.RunFinished.class, finished -> {
                assertThat(finished.outcome()).isEqualTo(FAILED);
                assertThat(finished.counts()).isEqualTo(new Counts(1, 1, 0, 0, 0, 0, 0, 0));
            });
        }

        @Test
        void hasOneSliceInFlightAndSendsTheNextWhenItsLastTestEnded() {
            RunFixture run = run().launched(150);
            assertThat(run.dispatched())
                    .singleElement()
                    .satisfies(slice -> assertThat(slice.tests()).hasSize(25));

            run.accepted(WORKER);
            IntStream.rangeClosed(1, 24).forEach(position -> run.ran(WORKER, position));
            assertThat(run.dispatched()).hasSize(1);

            run.ran(WORKER, 25);
            assertThat(run.newest().slice()).isEqualTo(2);
            assertThat(run.newest().tests()).hasSize(125);
            assertThat(run.newest().tests().getFirst().testId()).isEqualTo(testId(26));

            run.returned(WORKER, 1, COMPLETED);
            assertThat(types(run.newEvents())).containsExactly("SliceEnded");
            assertThat(run.dispatched()).hasSize(2);
        }

        @Test
        void sendsTheNextSliceWhenOneComesBackWhoseLastTestEndedBeforeOthers() {
            RunFixture run = run().launched(30).accepted(WORKER);
            IntStream.rangeClosed(2, 25).forEach(position -> run.ran(WORKER, position));
            assertThat(run.dispatched()).hasSize(1);

            run.ran(WORKER, 1).returned(WORKER, 1, COMPLETED);

            assertThat(run.newest().tests()).hasSize(5);
            run.accepted(WORKER);
            IntStream.rangeClosed(26, 30).forEach(position -> run.ran(WORKER, position));
            accountsForEachTestOnce(run, 30);
        }

        @Test
        void stopsAtTheFirstFailureAndSkipsTheRestWhenTheSliceComesBack() {
            RunFixture run = run().stopsOnFailure()
                    .launched(4)
                    .accepted(WORKER)
                    .ran(WORKER, 1)
                    .ran(WORKER, 2, BROKEN);
            assertThat(types(run.newEvents())).containsExactly("TestFinished");

            run.returned(WORKER, 1, STOPPED_ON_FAILURE);
            assertThat(types(run.newEvents()))
                    .containsExactly("SliceEnded", "TestSkipped", "TestSkipped", "RunFinished");
            assertThat(run.newEvents().get(1)).isInstanceOfSatisfying(RunEvent.TestSkipped.class, skipped -> {
                assertThat(skipped.testId()).isEqualTo(testId(3));
                assertThat(skipped.message()).isEqualTo("Test ignoré après un échec précédent");
                assertThat(skipped.progress()).isEqualTo(Progress.of(3, 4));
            });
            assertThat(progress(run).getLast().percent()).isEqualTo(100);
            assertThat(run.keptTests()).isZero();
        }

        @Test
        void skipsWhatWasNeverHandedOutAtOnceAndInSteps() {
            RunFixture run = run(RunLimits.DEFAULT.withTestsPerStep(60))
                    .stopsOnFailure()
                    .launched(250)
                    .accepted(WORKER)
                    .ran(WORKER, 1, FAILED);

            assertThat(run.newEvents()).hasSize(1 + 60);
            run.stepsDone();
            assertThat(run.events())
                    .filteredOn(RunEvent.TestSkipped.class::isInstance)
                    .hasSize(225);
            assertThat(run.state()).isInstanceOf(RunState.Running.class);

            run.returned(WORKER, 1, STOPPED_ON_FAILURE);
            assertThat(run.events().getLast())
                    .isInstanceOfSatisfying(
                            RunEvent.RunFinished.class,
                            finished -> assertThat(finished.counts()).isEqualTo(new Counts(0, 1, 0, 249, 0, 0, 0, 0)));
            accountsForEachTestOnce(run, 250);
        }
    }

    @Nested
    class Parallel {

        @Test
        void keepsAsManySlicesInFlightAsAllowedAndShrinksThemToTheEnd() {
            RunFixture run = run().inParallel(4)
                    .planning(test -> RunFixture.expected(test, 1))
                    .launched(100);
            assertThat(run.dispatched())
                    .extracting(slice -> slice.tests().size())
                    .containsExactly(12, 11, 9, 8);

            while (run.state() instanceof RunState.Running) {
                for (SliceDispatched slice : List.copyOf(run.dispatched())) {
                    if (run.slice(slice.slice()) != null) {
                        runWhole(run, slice);
                    }
                }
            }
            assertThat(run.newest().tests()).hasSize(1);
            accountsForEachTestOnce(run, 100);
            assertThat(run.keptSlices()).isZero();
        }

        @Test
        void letsTestsInFlightFinishWhenItStops() {
            RunFixture run = run().inParallel(2).stopsOnFailure().launched(10);
            assertThat(run.dispatched())
                    .extracting(slice -> slice.tests().size())
                    .containsExactly(2, 2);
            run.accepted(WORKER, 1).accepted(OTHER_WORKER, 2).started(OTHER_WORKER, 3);

            run.ran(WORKER, 1, FAILED);
            assertThat(run.orders()).containsExactly(new RunHalted(ProjectId.COMMON, RUN, run.now()));
            assertThat(run.newEvents())
                    .filteredOn(RunEvent.TestSkipped.class::isInstance)
                    .hasSize(6);
            assertThat(run.dispatched()).hasSize(2);

            run.returned(WORKER, 1, STOPPED_ON_FAILURE);
            assertThat(types(run.newEvents())).containsExactly("SliceEnded", "TestSkipped");
            run.report(RunFixture.finishedEvent(RUN, OTHER_WORKER, 2, 3, 1, PASSED, AT));
            assertThat(types(run.newEvents())).containsExactly("TestFinished");
            run.returned(OTHER_WORKER, 2, DRAINING);
            assertThat(types(run.newEvents())).containsExactly("SliceEnded", "TestSkipped", "RunFinished");
            accountsForEachTestOnce(run, 10);
        }

        private void runWhole(RunFixture run, SliceDispatched slice) {
            run.accepted(WORKER, slice.slice());
            for (SliceTest test : slice.tests()) {
                run.ran(WORKER, position(test));
            }
            run.returned(WORKER, slice.slice(), COMPLETED);
        }
    }

    @Nested
    class Fencing {

        @Test
        void dropsRepeatedReports() {
            RunFixture run = run().launched(2).accepted(WORKER).started(WORKER, 1);

            assertThat(run.started(WORKER, 1).decisions()).containsExactly(new Fenced(Fenced.Why.REPEATED));
            assertThat(run.accepted(WORKER).decisions()).containsExactly(new Fenced(Fenced.Why.REPEATED));
            run.report(action(1));
            assertThat(run.report(action(1)).decisions()).containsExactly(new Fenced(Fenced.Why.REPEATED));
            run.report(RunFixture.finishedEvent(RUN, WORKER, 1, 1, 1, PASSED, AT));
            assertThat(run.report(RunFixture.finishedEvent(RUN, WORKER, 1, 1, 1, FAILED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.REPEATED));
        }

        @Test
        void countsTheFirstAcceptanceOnly() {
            RunFixture run = run().launched(1).accepted(WORKER);

            assertThat(run.accepted(OTHER_WORKER).decisions())
                    .contains(new Fenced(Fenced.Why.OTHER_WORKER))
                    .hasSize(2);
            assertThat(run.orders()).singleElement().isInstanceOfSatisfying(SliceRevoked.class, revoked -> {
                assertThat(revoked.slice()).isEqualTo(1);
                assertThat(revoked.workerId()).isEqualTo(OTHER_WORKER);
            });
            assertThat(run.ran(OTHER_WORKER, 1).newEvents()).isEmpty();
            assertThat(run.returned(OTHER_WORKER, 1, COMPLETED).decisions())
                    .containsExactly(new Fenced(Fenced.Why.OTHER_WORKER));
            assertThat(types(run.ran(WORKER, 1).newEvents()))
                    .containsExactly("TestFinished", "SliceEnded", "RunFinished");
        }

        @Test
        void dropsReportsOfASliceThatNobodyAccepted() {
            assertThat(run().launched(1).started(WORKER, 1).decisions())
                    .containsExactly(new Fenced(Fenced.Why.OTHER_WORKER));
        }

        @Test
        void dropsWhatALostWorkerSaysLate() {
            RunFixture run =
                    run().launched(1).accepted(WORKER).started(WORKER, 1).silent(1);

            assertThat(run.report(RunFixture.finishedEvent(RUN, WORKER, 1, 1, 1, FAILED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.SLICE_NOT_HELD));
            assertThat(run.returned(WORKER, 1, COMPLETED).decisions())
                    .containsExactly(new Fenced(Fenced.Why.SLICE_NOT_HELD));
            run.accepted(OTHER_WORKER);
            assertThat(run.report(RunFixture.finishedEvent(RUN, OTHER_WORKER, 2, 1, 1, FAILED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.REPEATED));
            assertThat(run.report(RunFixture.finishedEvent(RUN, OTHER_WORKER, 2, 1, 3, FAILED, AT))
                            .decisions())
                    .containsExactly(new Fenced(Fenced.Why.OTHER_ATTEMPT));
        }

        @Test
        void dropsReportsOfARunThatEnded() {
            RunFixture run = run().launched(1).accepted(WORKER).ran(WORKER, 1);

            assertThat(run.started(WORKER, 1).decisions()).containsExactly(new Fenced(Fenced.Why.RUN_ENDED));
            assertThat(run.launch(1, 1).decisions()).isEmpty();
            assertThat(run.keptSlices()).isZero();
            assertThat(run.returned(WORKER, 1, COMPLETED).decisions()).isEmpty();
        }

        @Test
        void refusesTheReportOfAnUnknownRunButNotItsHeartbeat() {
            assertThat(run().report(RunFixture.startedEvent(RUN, WORKER, 1, 1, 1, AT))
                            .decisions())
                    .singleElement()
                    .isInstanceOf(Refused.class);
            assertThat(run().report(new AttemptEvent.Heartbeat(ProjectId.COMMON, RUN, WORKER, List.of(1L), AT))
                            .decisions())
                    .isEmpty();
        }

        private AttemptEvent action(int index) {
            return new AttemptEvent.ActionFinished(
                    ProjectId.COMMON, RUN, WORKER, 1, testId(1), 1, index, 2, "http", PASSED, 1, null);
        }
    }

    @Nested
    class LosingWorkers {

        @Test
        void queuesAgainWhatASilentWorkerLeftAndSaysWhichAttemptWasLost() {
            RunFixture run = run().launched(3)
                    .accepted(WORKER)
                    .ran(WORKER, 1)
                    .started(WORKER, 2)
                    .silent(1);

            assertThat(types(run.newEvents())).containsExactly("AttemptLost", "SliceEnded", "TestQueued", "TestQueued");
            assertThat(run.newEvents().getFirst()).isInstanceOfSatisfying(RunEvent.AttemptLost.class, lost -> {
                assertThat(lost.testId()).isEqualTo(testId(2));
                assertThat(lost.attempt()).isEqualTo(1);
                assertThat(lost.workerId()).isEqualTo(WORKER);
            });
            assertThat(run.newEvents().getLast())
                    .isEqualTo(new RunEvent.TestQueued(
                            ProjectId.COMMON, RUN, testId(3), 3, 7, "Test 3", 2, QueueReason.WORKER_LOST, false));
            assertThat(run.newest().slice()).isEqualTo(2);
            assertThat(run.newest().tests())
                    .containsExactly(
                            new SliceTest(testId(2), 7, 2, 0, null, false),
                            new SliceTest(testId(3), 7, 2, 0, null, false));

            run.accepted(OTHER_WORKER).ran(OTHER_WORKER, 2).ran(OTHER_WORKER, 3);
            assertThat(types(run.newEvents())).endsWith("RunFinished");
            accountsForEachTestOnce(run, 3);
        }

        @Test
        void losesNoAttemptThatHadNotStarted() {
            RunFixture run = run().launched(2).accepted(WORKER).silent(1);

            assertThat(types(run.newEvents())).containsExactly("SliceEnded", "TestQueued", "TestQueued");
        }

        @Test
        void givesATestUpAfterThreeLostAttemptsAndGoesOnWithTheOthers() {
            RunFixture run = run().launched(2);
            for (int slice = 1; slice <= 3; slice++) {
                run.accepted(WORKER).started(WORKER, 1).silent(slice);
            }

            assertThat(types(run.newEvents()))
                    .containsExactly("AttemptLost", "TestFinished", "SliceEnded", "TestQueued");
            assertThat(run.newEvents().get(1)).isInstanceOfSatisfying(RunEvent.TestFinished.class, finished -> {
                assertThat(finished.outcome()).isEqualTo(INTERRUPTED);
                assertThat(finished.attempt()).isEqualTo(3);
            });
            assertThat(run.newest().tests()).containsExactly(new SliceTest(testId(2), 7, 4, 0, null, false));
            run.accepted(OTHER_WORKER).ran(OTHER_WORKER, 2);
            assertThat(run.events().getLast())
                    .isInstanceOfSatisfying(
                            RunEvent.RunFinished.class,
                            finished -> assertThat(finished.counts()).isEqualTo(new Counts(1, 0, 0, 0, 0, 0, 1, 0)));
        }

        @Test
        void endsEvenWhenEveryWorkerDiesBeforeItStartsATest() {
            RunFixture run = run().launched(2);
            for (int slice = 1; run.state() instanceof RunState.Running; slice++) {
                run.accepted(WORKER).silent(slice);
            }

            assertThat(run.dispatched()).hasSize(6);
            assertThat(run.events().getLast())
                    .isInstanceOfSatisfying(
                            RunEvent.RunFinished.class,
                            finished -> assertThat(finished.counts()).isEqualTo(new Counts(0, 0, 0, 0, 0, 0, 2, 0)));
        }

        @Test
        void stopsARunThatStopsOnFailureWhenATestIsGivenUp() {
            RunFixture run = run().stopsOnFailure().launched(3);
            for (int slice = 1; slice <= 3; slice++) {
                run.accepted(WORKER).started(WORKER, 1).silent(slice);
            }

            assertThat(types(run.newEvents()))
                    .containsExactly(
                            "AttemptLost", "TestFinished", "SliceEnded", "TestSkipped", "TestSkipped", "RunFinished");
        }

        @Test
        void triesNothingAgainWhileTheRunStops() {
            RunFixture run = run().inParallel(2).stopsOnFailure().launched(4);
            run.accepted(WORKER, 1).accepted(OTHER_WORKER, 2).started(OTHER_WORKER, 2);
            run.ran(WORKER, 1, FAILED).returned(WORKER, 1, STOPPED_ON_FAILURE);

            run.silent(2);
            assertThat(types(run.newEvents()))
                    .containsExactly("AttemptLost", "TestFinished", "SliceEnded", "RunFinished");
            assertThat(run.newEvents().get(1))
                    .isInstanceOfSatisfying(
                            RunEvent.TestFinished.class,
                            finished -> assertThat(finished.outcome()).isEqualTo(INTERRUPTED));
            accountsForEachTestOnce(run, 4);
        }

        @Test
        void queuesAgainWhatAWorkerHandsBack() {
            RunFixture run = run().launched(3).accepted(WORKER).ran(WORKER, 1).returned(WORKER, 1, DRAINING);

            assertThat(run.newEvents())
                    .containsExactly(
                            new RunEvent.SliceEnded(
                                    ProjectId.COMMON, RUN, 1, WORKER, RunEvent.SliceEnd.DRAINED, run.now()),
                            new RunEvent.TestQueued(
                                    ProjectId.COMMON,
                                    RUN,
                                    testId(2),
                                    2,
                                    7,
                                    "Test 2",
                                    2,
                                    QueueReason.HANDED_BACK,
                                    false),
                            new RunEvent.TestQueued(
                                    ProjectId.COMMON,
                                    RUN,
                                    testId(3),
                                    3,
                                    7,
                                    "Test 3",
                                    2,
                                    QueueReason.HANDED_BACK,
                                    false));
            assertThat(run.newest().tests())
                    .containsExactly(
                            new SliceTest(testId(2), 7, 2, 0, null, false),
                            new SliceTest(testId(3), 7, 2, 0, null, false));
        }

        @Test
        void sendsAnUnclaimedSliceOnceMoreAsItWas() {
            RunFixture run = run().launched(2).unclaimed(1);

            assertThat(run.newEvents()).isEmpty();
            assertThat(run.dispatched()).hasSize(2);
            assertThat(run.newest().slice()).isEqualTo(1);
            assertThat(run.newest().tests())
                    .isEqualTo(run.dispatched().getFirst().tests());
            assertThat(run.accepted(WORKER).unclaimed(1).decisions()).isEmpty();
        }

        @Test
        void givesUpTheTestsOfASliceThatNoWorkerTakesHoweverOftenItIsSent() {
            RunFixture run = run().launched(2).unclaimed(1, 2);
            assertThat(run.dispatched()).hasSize(2);

            run.unclaimed(1, 3);

            assertThat(types(run.newEvents())).containsExactly("TestFinished", "TestFinished", "RunFinished");
            assertThat(run.newEvents().getFirst())
                    .isInstanceOfSatisfying(
                            RunEvent.TestFinished.class,
                            finished -> assertThat(finished.outcome()).isEqualTo(INTERRUPTED));
            assertThat(run.keptSlices()).isZero();
        }

        @Test
        void tellsALostWorkerToLeaveTheSliceSinceItMayLive() {
            RunFixture run = run().launched(1).accepted(WORKER).silent(1);

            assertThat(run.orders()).containsExactly(new SliceRevoked(ProjectId.COMMON, RUN, 1, WORKER, run.now()));
        }

        @Test
        void tellsWhoeverTakesASliceOfAnEndedRunToLeaveIt() {
            RunFixture run = run().launched(1).accepted(WORKER).ran(WORKER, 1);

            assertThat(run.accepted(OTHER_WORKER).decisions()).contains(new Fenced(Fenced.Why.RUN_ENDED));
            assertThat(run.orders())
                    .containsExactly(new SliceRevoked(ProjectId.COMMON, RUN, 1, OTHER_WORKER, run.now()));
        }

        @Test
        void chargesNoTestWithTheGoodByeOfItsWorker() {
            RunFixture run = run().launched(1);
            for (int slice = 1; slice <= 10; slice++) {
                run.accepted(WORKER, slice).started(WORKER, 1).returned(WORKER, slice, DRAINING);
                assertThat(run.newEvents().getLast())
                        .isInstanceOfSatisfying(
                                RunEvent.TestQueued.class,
                                queued -> assertThat(queued.reason()).isEqualTo(QueueReason.HANDED_BACK));
            }
        }

        @Test
        void ignoresTheLossOfASliceThatIsOver() {
            RunFixture run = run().launched(1).accepted(WORKER).silent(1);

            assertThat(run.silent(1).decisions()).isEmpty();
            assertThat(run.unclaimed(1).decisions()).isEmpty();
        }

        @Test
        void forgetsASliceThatIsLostAfterTheEnd() {
            RunFixture run = run().launched(1).accepted(WORKER).ran(WORKER, 1).silent(1);

            assertThat(run.newEvents()).isEmpty();
            assertThat(run.keptSlices()).isZero();
        }
    }

    @Nested
    class Bounds {

        @Test
        void costsTheSameForEachReportOfTenTestsAndOfAHundredThousand() {
            assertThat(costOfOneTest(100_000)).isEqualTo(costOfOneTest(10));
        }

        @Test
        void touchesAsMuchForAChunkOfALargePlanAsForOneOfASmall() {
            assertThat(costOfLastChunk(100_000)).isEqualTo(costOfLastChunk(500));
        }

        @Test
        void skipsALargeRunInProportion() {
            RunFixture run = run().stopsOnFailure().launched(20_000).accepted(WORKER);
            run.accesses();

            run.ran(WORKER, 1, FAILED).stepsDone().returned(WORKER, 1, STOPPED_ON_FAILURE);

            assertThat(run.accesses()).isLessThan(5 * 20_000);
            assertThat(run.state()).isInstanceOf(RunState.Ended.class);
        }

        @Test
        void cutsOutputsThatNoMessageCouldCarry() {
            RunFixture run = run().launched(1).accepted(WORKER);
            Map<String, String> outputs = new HashMap<>();
            IntStream.range(0, 100).forEach(i -> outputs.put("output-" + i, "x".repeat(1_000)));

            run.report(new AttemptEvent.TestFinished(
                    ProjectId.COMMON, RUN, WORKER, 1, testId(1), 1, PASSED, AT, 1, null, outputs, "", 0, "0"));

            assertThat(run.newEvents().getFirst())
                    .isInstanceOfSatisfying(
                            RunEvent.TestFinished.class,
                            finished -> assertThat(finished.outputs()).hasSizeBetween(40, 50));
        }

        private long costOfOneTest(int testCount) {
            RunFixture run = run().launched(testCount).accepted(WORKER).ran(WORKER, 1);
            run.accesses();
            return run.ran(WORKER, 2).accesses();
        }

        private long costOfLastChunk(int testCount) {
            RunFixture run = run().launch(testCount, testCount / 250);
            for (int chunk = 1; chunk <= testCount / 250; chunk++) {
                run.accesses();
                run.plan(chunk, (chunk - 1) * 250 + 1, chunk * 250);
            }
            return run.accesses();
        }
    }

    @Test
    void givesAHistoryThatIsNumberedAndChained() {
        String hash = io.vigie.contracts.Envelope.Link.GENESIS;
        long sequence = 0;
        for (var event :
                run().launched(2).accepted(WORKER).ran(WORKER, 1).ran(WORKER, 2).history()) {
            assertThat(event.link().sequence()).isEqualTo(++sequence);
            assertThat(HashChain.verifies(event, hash)).isTrue();
            hash = event.link().hash();
        }
    }

    private static List<String> types(List<RunEvent> events) {
        return events.stream().map(RunFixture::type).toList();
    }

    private static List<Progress> progress(RunFixture run) {
        return run.events().stream()
                .<Progress>mapMulti((event, out) -> {
                    if (event instanceof RunEvent.TestFinished finished) {
                        out.accept(finished.progress());
                    } else if (event instanceof RunEvent.TestSkipped skipped) {
                        out.accept(skipped.progress());
                    }
                })
                .toList();
    }

    private static void accountsForEachTestOnce(RunFixture run, int testCount) {
        List<Integer> accounted = run.events().stream()
                .<Integer>mapMulti((event, out) -> {
                    if (event instanceof RunEvent.TestFinished finished) {
                        out.accept(position(finished.testId().value()));
                    } else if (event instanceof RunEvent.TestSkipped skipped) {
                        out.accept(position(skipped.testId().value()));
                    }
                })
                .sorted()
                .toList();
        assertThat(accounted)
                .isEqualTo(IntStream.rangeClosed(1, testCount).boxed().toList());
        assertThat(progress(run)).extracting(Progress::percent).isSorted();
        assertThat(progress(run).getLast().percent()).isEqualTo(100);
        assertThat(run.events().getLast()).isInstanceOf(RunEvent.RunFinished.class);
    }

    private static int position(SliceTest test) {
        return position(test.testId().value());
    }

    private static int position(String testId) {
        return Integer.parseInt(testId.substring(testId.lastIndexOf('-') + 1));
    }
}
