package io.vigie.execution.coordinating;

import static io.vigie.contracts.Outcome.CANCELLED;
import static io.vigie.contracts.Outcome.FAILED;
import static io.vigie.contracts.Outcome.PASSED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.COMPLETED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.DRAINING;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.RUN_STOPPED;
import static io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason.STOPPED_ON_FAILURE;
import static io.vigie.execution.coordinating.RunFixture.OTHER_WORKER;
import static io.vigie.execution.coordinating.RunFixture.WORKER;
import static io.vigie.execution.coordinating.RunFixture.expected;
import static io.vigie.execution.coordinating.RunFixture.testId;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests of a second each: a slice of a sequential run holds ten. */
class ExtendingTests {

    private static RunFixture run() {
        return RunFixture.run().withAnEmptyQueue(true).planning(test -> expected(test, 1_000));
    }

    /** The worker has the first slice and is at its middle: 6 runs, 7 to 10 follow it. */
    private static RunFixture extended(RunFixture run) {
        run.launched(30).accepted(WORKER);
        return ran(run, 1, 5).started(WORKER, 6);
    }

    private static RunFixture ran(RunFixture run, int first, int last) {
        IntStream.rangeClosed(first, last).forEach(position -> run.ran(WORKER, position));
        return run;
    }

    /** The worker returns the slice and names only what it knows of. */
    private static RunFixture returned(RunFixture run, SliceReturned.Reason reason, int... unfinished) {
        return run.report(new SliceReturned(
                ProjectId.COMMON,
                run.id(),
                WORKER,
                1,
                reason,
                IntStream.of(unfinished).mapToObj(RunFixture::testId).toList()));
    }

    @Test
    void givesTheWorkerAWholeSliceAgainWhenHalfOfItIsDone() {
        RunFixture run = extended(run());

        assertThat(run.extended()).singleElement().satisfies(extension -> {
            assertThat(extension.slice()).isEqualTo(1);
            assertThat(extension.workerId()).isEqualTo(WORKER);
            assertThat(extension.afterTest()).isEqualTo(testId(10));
            assertThat(positions(extension.tests())).containsExactly(ids(11, 15));
            assertThat(extension.tests()).extracting(SliceTest::attempt).containsOnly(1);
        });
        assertThat(run.newEvents()).hasOnlyElementsOfType(RunEvent.TestStarted.class);
    }

    @Test
    void runsOnInOneSliceToTheEndOfTheRun() {
        RunFixture run = extended(run());
        run.finished(WORKER, 6, PASSED);
        ran(run, 7, 30);

        assertThat(run.dispatched()).hasSize(1);
        assertThat(run.extended().stream()
                        .map(SliceExtended::tests)
                        .mapToInt(List::size)
                        .sum())
                .isEqualTo(20);
        assertThat(run.events())
                .filteredOn(RunEvent.SliceStarted.class::isInstance)
                .hasSize(1);
        assertThat(run.events().getLast())
                .isInstanceOfSatisfying(
                        RunEvent.RunFinished.class,
                        end -> assertThat(end.counts().passed()).isEqualTo(30));
        assertThat(run.keptSlices()).isZero();
        assertThat(run.keptTests()).isZero();
    }

    @Test
    void isOnTheWayOnceWhateverIsSaidTwice() {
        RunFixture run = extended(run()).started(WORKER, 6);

        assertThat(run.extended()).hasSize(1);
    }

    @Nested
    class NotWhile {

        private static void isNotExtended(RunFixture run) {
            assertThat(extended(run).extended()).isEmpty();
        }

        @Test
        void slicesWaitForAWorker() {
            isNotExtended(run().withAnEmptyQueue(false));
        }

        @Test
        void theRunHasSeveralSlices() {
            isNotExtended(run().inParallel(2));
        }

        @Test
        void itsEnvironmentHasACap() {
            RunFixture run = run().inAnEnvironmentOf(3).launched(30).granted(1).accepted(WORKER);
            ran(run, 1, 5).started(WORKER, 6);

            assertThat(run.extended()).isEmpty();
        }

        @Test
        void theRunIsBeingEnded() {
            RunFixture run = run().launched(30).accepted(WORKER);
            ran(run, 1, 5).cancelled("somebody").started(WORKER, 6);

            assertThat(run.extended()).isEmpty();
        }

        @Test
        void nothingIsLeftToAdd() {
            RunFixture run = run().launched(10).accepted(WORKER);
            ran(run, 1, 5).started(WORKER, 6);

            assertThat(run.extended()).isEmpty();
        }

        @Test
        void theNextTestIsTooLongForOneSlice() {
            isNotExtended(run().planning(test -> expected(test, test.position() > 10 ? 6_000 : 1_000)));
        }
    }

    @Nested
    class ComingTooLate {

        @Test
        void isHandedOutAnewAsIfItHadNotBeen() {
            RunFixture run = extended(run()).finished(WORKER, 6, PASSED);
            ran(run, 7, 10);
            returned(run, COMPLETED);

            assertThat(run.newEvents()).hasOnlyElementsOfType(RunEvent.SliceEnded.class);
            assertThat(run.newest().slice()).isEqualTo(2);
            assertThat(positions(run.newest().tests())).containsExactly(ids(11, 20));
            assertThat(run.newest().tests()).extracting(SliceTest::attempt).containsOnly(1);
        }

        @Test
        void isApartFromWhatADrainingWorkerHandsBack() {
            RunFixture run = extended(run()).finished(WORKER, 6, PASSED);
            returned(run, DRAINING, 7, 8, 9, 10);

            assertThat(positions(run.newest().tests())).containsExactly(ids(7, 10));
            assertThat(run.newest().tests()).extracting(SliceTest::attempt).containsOnly(2);
            run.accepted(OTHER_WORKER).ran(OTHER_WORKER, 7).ran(OTHER_WORKER, 8).started(OTHER_WORKER, 9);
            assertThat(run.extended().getLast()).satisfies(extension -> {
                assertThat(extension.workerId()).isEqualTo(OTHER_WORKER);
                assertThat(extension.tests().getFirst().testId()).isEqualTo(testId(11));
                assertThat(extension.tests()).extracting(SliceTest::attempt).containsOnly(1);
            });
        }

        @Test
        void isSkippedOnceWhenTheRunStopsOnFailure() {
            RunFixture run = extended(run().stopsOnFailure()).finished(WORKER, 6, FAILED);
            returned(run, STOPPED_ON_FAILURE, 7, 8, 9, 10);

            endsWith(run, Outcome.FAILED, 24);
        }

        @Test
        void isSkippedOnceWhenTheRunIsCancelled() {
            RunFixture run = extended(run()).cancelled("somebody").finished(WORKER, 6, CANCELLED);
            returned(run, RUN_STOPPED, 7, 8, 9, 10).stepsDone();

            endsWith(run, CANCELLED, 24);
        }
    }

    @Test
    void isTheSameAttemptWhenADrainingWorkerNeverStartedItAndTheNextOneWhenItDid() {
        RunFixture run = extended(run()).finished(WORKER, 6, PASSED);
        ran(run, 7, 10).started(WORKER, 11);
        returned(run, DRAINING, 11, 12, 13, 14, 15);

        assertThat(run.newest().tests()).singleElement().satisfies(test -> {
            assertThat(test.testId()).isEqualTo(testId(11));
            assertThat(test.attempt()).isEqualTo(2);
        });
        run.accepted(OTHER_WORKER).ran(OTHER_WORKER, 11).returned(OTHER_WORKER, 2, COMPLETED);
        assertThat(positions(run.newest().tests())).containsExactly(ids(12, 21));
        assertThat(run.newest().tests()).extracting(SliceTest::attempt).containsOnly(1);
    }

    @Test
    void isQueuedAgainAsTheNextAttemptWhenTheWorkerIsLostSinceItMayRunIt() {
        RunFixture run = extended(run()).silent(1);

        assertThat(positions(run.newest().tests())).containsExactly(ids(6, 15));
        assertThat(run.newest().tests()).extracting(SliceTest::attempt).containsOnly(2);
    }

    @Test
    void isSkippedOnceWhenTheRunIsCancelledAndTheWorkerSaysNothing() {
        RunFixture run = extended(run()).cancelled("somebody").afterDeadline().stepsDone();

        endsWith(run, CANCELLED, 24);
    }

    @Test
    void doesNotExcuseAWorkerThatLeavesWhatItWasSent() {
        RunFixture run = extended(run()).finished(WORKER, 6, PASSED);
        returned(run, COMPLETED);

        assertThat(positions(run.newest().tests())).containsExactly(ids(7, 10));
        assertThat(run.newest().tests()).extracting(SliceTest::attempt).containsOnly(2);
    }

    private static void endsWith(RunFixture run, Outcome outcome, int skipped) {
        assertThat(run.events().getLast()).isInstanceOfSatisfying(RunEvent.RunFinished.class, end -> {
            assertThat(end.outcome()).isEqualTo(outcome);
            assertThat(end.counts().skipped()).isEqualTo(skipped);
            assertThat(end.counts().total()).isEqualTo(30);
        });
    }

    private static List<TestId> positions(List<SliceTest> tests) {
        return tests.stream().map(SliceTest::testId).toList();
    }

    private static TestId[] ids(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(RunFixture::testId).toArray(TestId[]::new);
    }
}
