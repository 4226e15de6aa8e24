package io.vigie.execution.coordinating;

import static io.vigie.contracts.Outcome.PASSED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.COMPLETED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.DRAINING;
import static io.vigie.execution.coordinating.RunFixture.OTHER_WORKER;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.atTurn;
import static io.vigie.execution.coordinating.RunFixture.expected;
import static io.vigie.execution.coordinating.RunFixture.planned;
import static io.vigie.execution.coordinating.RunFixture.run;
import static io.vigie.execution.coordinating.RunFixture.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SlicingTests {

    @Nested
    class Turns {

        @Test
        void handsTestsOutInTheirTurnsAndNamesThemByTheirPositions() {
            RunFixture run =
                    run().planning(test -> atTurn(test, 4 - test.position())).launched(3);

            assertThat(run.newest().tests())
                    .extracting(SliceTest::testId)
                    .containsExactly(testId(3), testId(2), testId(1));
            assertThat(run.events())
                    .filteredOn(RunEvent.TestQueued.class::isInstance)
                    .extracting(event -> ((RunEvent.TestQueued) event).position())
                    .containsExactly(1, 2, 3);
        }

        @Test
        void failsARunWhosePlanGivesATurnTwice() {
            assertThat(errorOf(run().launch(2, 1).plan(chunk(1, planned(1), atTurn(planned(2), 1)))))
                    .isEqualTo("Le tour 1 est pris deux fois dans le plan");
            assertThat(errorOf(run().launch(2, 2).plan(chunk(1, planned(1))).plan(chunk(2, atTurn(planned(2), 1)))))
                    .isEqualTo("Le tour 1 est pris deux fois dans le plan");
            assertThat(errorOf(run().launch(2, 1).plan(chunk(1, planned(1), atTurn(planned(2), 3)))))
                    .isEqualTo("Le plan annonce 2 tests, le tour 3 est arrivé");
        }

        @Test
        void failsARunWhosePlanGivesAPositionInTwoChunks() {
            RunFixture run =
                    run().launch(3, 2).plan(chunk(1, planned(1), planned(2))).plan(chunk(2, atTurn(planned(1), 3)));

            assertThat(errorOf(run)).isEqualTo("Des positions du plan sont prises deux fois et d'autres manquent");
        }

        private PlanChunk chunk(int number, PlannedTest... tests) {
            return new PlanChunk(ProjectId.COMMON, RunFixture.RUN, number, List.of(tests));
        }

        private String errorOf(RunFixture run) {
            return ((RunEvent.RunFailed) run.newEvents().getLast()).error();
        }
    }

    @Nested
    class Time {

        @Test
        void givesAParallelSliceTheTestsThatAreExpectedToTakeAShortWhileTogether() {
            RunFixture run =
                    run().inParallel(2).planning(test -> expected(test, 300)).launched(1_000);

            assertThat(sizes(run)).containsExactly(6, 6);
        }

        @Test
        void givesALongTestASliceOfItsOwn() {
            RunFixture run = run().inParallel(4)
                    .planning(test -> expected(test, test.position() == 2 ? 60_000 : 100))
                    .launched(400);

            assertThat(sizes(run)).containsExactly(1, 1, 20, 20);
        }

        @Test
        void beginsWithFewTestsWhoseDurationNobodyKnowsAndLearnsFromTheRunItself() {
            RunFixture run = run().inParallel(2).launched(1_000);
            assertThat(sizes(run)).containsExactly(4, 4);

            run.accepted(WORKER, 1);
            IntStream.rangeClosed(1, 4)
                    .forEach(position -> run.started(WORKER, position).finished(WORKER, position, PASSED, 100));

            assertThat(run.newest().tests()).hasSize(20);
        }

        @Test
        void trustsWhatIsKnownOfATestMoreThanTheOthersOfTheRun() {
            RunFixture run = run().inParallel(2)
                    .planning(test -> test.position() > 8 ? expected(test, 1_000) : test)
                    .launched(1_000);
            run.accepted(WORKER, 1);
            IntStream.rangeClosed(1, 4)
                    .forEach(position -> run.started(WORKER, position).finished(WORKER, position, PASSED, 1));

            assertThat(run.newest().tests()).hasSize(2);
        }

        @Test
        void givesASequentialSliceManyTestsWhenTheyAreShortAndFewWhenTheyAreLong() {
            assertThat(sizes(run().planning(test -> expected(test, 1)).launched(2_000)))
                    .containsExactly(SliceDispatched.MAX_TESTS);
            assertThat(sizes(run().planning(test -> expected(test, 3_000)).launched(2_000)))
                    .containsExactly(3);
        }
    }

    @Nested
    class Affinity {

        @Test
        void keepsTestsOfOneKeyInOneSliceWhateverTheirNumber() {
            RunFixture run = run().inParallel(4)
                    .planning(test -> together(test, test.position() <= 300 ? "database" : null))
                    .launched(1_000);

            assertThat(sizes(run)).startsWith(300, 4, 4);
        }

        @Test
        void beginsANewSliceWithAGroupThatDoesNotFit() {
            RunFixture run = run().inParallel(4)
                    .planning(test -> together(expected(test, 100), "key-" + (test.position() - 1) / 15))
                    .launched(1_000);

            assertThat(sizes(run)).containsExactly(15, 15, 15, 15);
        }

        @Test
        void putsSmallGroupsTogether() {
            RunFixture run = run().planning(test -> together(expected(test, 100), "key-" + (test.position() - 1) / 3))
                    .launched(300);

            assertThat(sizes(run)).containsExactly(99);
        }

        @Test
        void doesNotLetAGroupGrowOverWhatAMessageHolds() {
            RunFixture run = run().planning(test -> together(test, "all")).launched(2_500);

            assertThat(sizes(run)).containsExactly(PlannedTest.MAX_SAME_AFFINITY);
        }

        @Test
        void keepsAGroupTogetherAndInOrderWhenItIsQueuedAgain() {
            RunFixture run = run().inParallel(2)
                    .planning(test -> together(test, test.position() <= 6 ? "database" : null))
                    .launched(20)
                    .accepted(WORKER, 1)
                    .ran(WORKER, 1)
                    .ran(WORKER, 2)
                    .silent(1);

            assertThat(run.newest().tests())
                    .extracting(SliceTest::testId)
                    .containsExactly(testId(3), testId(4), testId(5), testId(6));
        }
    }

    @Nested
    class Waiting {

        @Test
        void lastsForAFewSlicesUntilWorkersTakeThem() {
            RunFixture run = run().inParallel(1_000).launched(100_000);
            assertThat(run.dispatched()).hasSize(4);

            run.accepted(WORKER, 1);
            assertThat(run.dispatched()).hasSize(5);
            run.accepted(OTHER_WORKER, 3);
            assertThat(run.dispatched()).hasSize(6);
        }

        @Test
        void lastsForMoreSlicesWhenManyRun() {
            RunFixture run = run().inParallel(1_000).launched(100_000);
            for (int slice = 1; slice <= 20; slice++) {
                run.accepted(WORKER, slice);
            }

            assertThat(run.dispatched()).hasSize(20 + 10);
        }

        @Test
        void neverGoesBeyondTheParallelism() {
            RunFixture run = run().inParallel(3).launched(100);
            assertThat(run.dispatched()).hasSize(3);

            run.accepted(WORKER, 1).accepted(WORKER, 2).accepted(WORKER, 3);
            assertThat(run.dispatched()).hasSize(3);
        }

        @Test
        void isToldOnceWhenItLasts() {
            RunFixture run = run().inParallel(2).launched(20).accepted(WORKER, 1);

            run.waits(2);
            assertThat(run.newEvents())
                    .hasSize(4)
                    .allSatisfy(event -> assertThat(event).isInstanceOfSatisfying(RunEvent.TestQueued.class, queued -> {
                        assertThat(queued.reason()).isEqualTo(QueueReason.WORKERS_BUSY);
                        assertThat(queued.attempt()).isEqualTo(1);
                    }));
            assertThat(run.waits(2).decisions()).isEmpty();
            assertThat(run.waits(1).decisions()).isEmpty();
        }

        @Test
        void keepsThePlaceOfASliceThatComesBack() {
            RunFixture run =
                    run().inParallel(2).launched(20).accepted(WORKER, 1).accepted(WORKER, 2);

            run.returned(WORKER, 1, DRAINING);
            assertThat(run.dispatched()).hasSize(3);
            assertThat(run.newest().tests()).hasSize(4);
        }
    }

    @Test
    void blamesAWorkerThatSaysItIsThroughAndLeftSomething() {
        RunFixture run = run().launched(2);
        for (int slice = 1; run.state() instanceof RunState.Running; slice++) {
            run.accepted(WORKER).returned(WORKER, slice, COMPLETED);
        }

        assertThat(run.dispatched()).hasSize(6);
    }

    @Test
    void givesUpATestThatIsHandedBackForEver() {
        RunFixture run = run().launched(1);
        int slices = 0;
        for (int slice = 1; run.state() instanceof RunState.Running; slice++, slices++) {
            run.accepted(WORKER).returned(WORKER, slice, DRAINING);
        }

        assertThat(slices).isEqualTo(RunLimits.DEFAULT.maxAttempts());
        assertThat(run.events().getLast()).isInstanceOf(RunEvent.RunFinished.class);
    }

    private static TestId testId(int position) {
        return RunFixture.testId(position);
    }

    private static List<Integer> sizes(RunFixture run) {
        return run.dispatched().stream().map(slice -> slice.tests().size()).toList();
    }
}
