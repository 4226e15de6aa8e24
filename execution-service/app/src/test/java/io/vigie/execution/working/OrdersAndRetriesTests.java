package io.vigie.execution.working;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vigie.action.ActionResult;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.attempt.AttemptEvent.TestStarted;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.execution.working.Worker.Acceptance;
import io.vigie.execution.working.Worker.Slot;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OrdersAndRetriesTests extends WorkerBench {

    private final CountDownLatch running = new CountDownLatch(1);

    private void hang() {
        actions.with("hang", (context, parameters) -> {
            running.countDown();
            new CountDownLatch(1).await();
            return ActionResult.passed();
        });
    }

    private void passAtTheThirdCall() {
        AtomicInteger calls = new AtomicInteger();
        actions.with(
                "flaky",
                (context, parameters) -> calls.incrementAndGet() % 3 == 0
                        ? ActionResult.passed()
                        : ActionResult.failed("Expected luck, but found none."));
    }

    private static SliceTest retried(String test, int retries, boolean quarantined) {
        return new SliceTest(TestId.of(test), 1, 1, retries, null, quarantined);
    }

    @Test
    void interruptsTheTestOfACancelledRunAndGivesTheSliceBack() throws InterruptedException {
        hang();
        test("t-1", step("hang"));
        test("t-2", step("pass"));
        take(slice("t-1", "t-2"));
        running.await();

        worker().stopRun(RunId.of("another"), StopReason.CANCELLED);
        worker().stopRun(RUN, StopReason.CANCELLED);

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);
        assertThat(returned.reason()).isEqualTo(Reason.RUN_STOPPED);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-2"));
        assertThat(reports.all(TestFinished.class)).singleElement().satisfies(finished -> {
            assertThat(finished.outcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(finished.message()).isEqualTo("Expected the test to end, but its run was cancelled.");
            assertThat(finished.logs()).endsWith("⏹️ Test arrêté : campagne annulée");
        });
    }

    @Test
    void saysThatARunWasOutOfTime() throws InterruptedException {
        hang();
        test("t-1", step("hang"));
        take(slice(false, retried("t-1", 5, false)));
        running.await();

        worker().stopRun(RUN, StopReason.TIMED_OUT);

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);
        assertThat(returned.unfinished()).isEmpty();
        assertThat(reports.all(TestFinished.class)).singleElement().satisfies(finished -> {
            assertThat(finished.outcome()).isEqualTo(Outcome.TIMED_OUT);
            assertThat(finished.logs()).endsWith("⏹️ Test arrêté : la campagne a dépassé sa durée");
        });
    }

    @Test
    void letsTheAttemptEndAndGivesBackTheRestWhenTheRunIsHaltedAfterAFailure() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        actions.with("waitsAndFails", (context, parameters) -> {
            running.countDown();
            release.await();
            return ActionResult.failed("Expected luck, but found none.");
        });
        test("t-1", step("waitsAndFails"));
        test("t-2", step("pass"));
        take(slice(false, retried("t-1", 2, false), retried("t-2", 0, false)));
        running.await();

        worker().haltRun(RunId.of("another"));
        worker().haltRun(RUN);
        release.countDown();

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);
        assertThat(returned.reason()).isEqualTo(Reason.STOPPED_ON_FAILURE);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-2"));
        assertThat(reports.all(TestFinished.class))
                .singleElement()
                .satisfies(finished -> assertThat(finished.outcome()).isEqualTo(Outcome.FAILED));
    }

    @Test
    void givesASliceOfAHaltedRunBackUntouched() throws InterruptedException {
        test("t-1", step("pass"));
        worker().haltRun(RUN);

        take(slice("t-1"));

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);
        assertThat(returned.reason()).isEqualTo(Reason.STOPPED_ON_FAILURE);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-1"));
        assertThat(reports.all(TestStarted.class)).isEmpty();
    }

    @Test
    void leavesASliceThatIsRevokedWithoutAVerdictAndNoOther() throws InterruptedException {
        hang();
        test("t-1", step("hang"));
        take(slice("t-1"));
        running.await();
        int said = reports.order().size();

        worker().revoke(RUN, 1, io.vigie.contracts.WorkerId.of("another"));
        assertThat(worker().busySlots()).isEqualTo(1);
        worker().revoke(RUN, 1, worker().id());

        org.awaitility.Awaitility.await().until(() -> worker().busySlots() == 0);
        assertThat(reports.order().subList(said, reports.order().size()))
                .noneMatch(TestFinished.class::isInstance)
                .filteredOn(SliceReturned.class::isInstance)
                .hasSize(1);
    }

    @Test
    void startsNothingOfARunThatIsOver() throws InterruptedException {
        test("t-1", step("pass"));
        worker().stopRun(RUN, StopReason.CANCELLED);

        assertThat(worker().isStopped(RUN)).isTrue();
        SliceReturned returned = run(slice("t-1"));

        assertThat(returned.reason()).isEqualTo(Reason.RUN_STOPPED);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-1"));
        assertThat(reports.all(TestStarted.class)).isEmpty();
    }

    @Test
    void triesAgainWithANewAttemptAndNothingOfTheLast() throws InterruptedException {
        passAtTheThirdCall();
        test(
                "t-1",
                say("user {{app.user_id}} in {{test.work_dir}}"),
                new ActionStep("echo", Map.of("text", "changed", "output_mapping", Map.of("result", "user_id"))),
                step("flaky"));

        SliceReturned returned = run(slice(false, retried("t-1", 2, false)));

        assertThat(returned.reason()).isEqualTo(Reason.COMPLETED);
        assertThat(reports.all(TestStarted.class))
                .extracting(TestStarted::attempt)
                .containsExactly(1, 2, 3);
        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::attempt, TestFinished::outcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, Outcome.FAILED),
                        org.assertj.core.groups.Tuple.tuple(2, Outcome.FAILED),
                        org.assertj.core.groups.Tuple.tuple(3, Outcome.PASSED));
        assertThat(reports.lines())
                .filteredOn(line -> line.startsWith("📋 user"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("📋 user 7"));
        assertThat(reports.all(LogSegment.class))
                .filteredOn(segment -> segment.firstLine() == 1)
                .extracting(LogSegment::attempt)
                .containsExactly(1, 2, 3);
    }

    @Test
    void stopsAtAFailureOnlyAfterTheLastAttemptAndNotForAQuarantinedTest() throws InterruptedException {
        passAtTheThirdCall();
        test("t-1", step("flaky"));
        test("t-2", step("fail"));
        test("t-3", step("fail"));
        test("t-4", step("pass"));

        SliceReturned returned = run(
                slice(true, retried("t-1", 2, false), retried("t-2", 0, true), retried("t-3", 1, false), plain("t-4")));

        assertThat(returned.reason()).isEqualTo(Reason.STOPPED_ON_FAILURE);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-4"));
        assertThat(reports.all(TestFinished.class))
                .extracting(finished -> finished.testId() + "/" + finished.attempt())
                .containsExactly("t-1/1", "t-1/2", "t-1/3", "t-2/1", "t-3/1", "t-3/2");
    }

    @Test
    void endsATestWhenItsOwnTimeIsOverAndNotBefore() throws InterruptedException {
        hang();
        settings.put("vigie.worker.max-test-timeout", "120ms");
        settings.put("vigie.worker.test-timeout", "100ms");
        settings.put("vigie.worker.action-timeout", "10ms");
        test("t-1", step("hang"));

        run(slice(
                false,
                new SliceTest(TestId.of("t-1"), 1, 1, 0, 60L, false),
                new SliceTest(TestId.of("t-1"), 1, 1, 0, 3_600_000L, false),
                new SliceTest(TestId.of("t-1"), 1, 1, 0, null, false)));

        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::message)
                .containsExactly(
                        "Expected the test to end within 60 ms, but it still runs.",
                        "Expected the test to end within 120 ms, but it still runs.",
                        "Expected the action to end within 10 ms, but it still runs.");
        assertThat(reports.all(TestFinished.class))
                .extracting(TestFinished::outcome)
                .containsOnly(Outcome.TIMED_OUT);
    }

    @Test
    void givesASliceUpByItselfWhenKafkaHearsNothingOfIt() throws InterruptedException {
        hang();
        settings.put("vigie.worker.silence", "150ms");
        reports.deliverWith(new CompletableFuture<>());
        test("t-1", step("hang"));
        take(slice("t-1"));

        SliceReturned returned = reports.await(SliceReturned.class, any -> true);

        assertThat(running.getCount()).isZero();
        assertThat(returned.reason()).isEqualTo(Reason.DRAINING);
        assertThat(returned.unfinished()).containsExactly(TestId.of("t-1"));
    }

    @Test
    void takesASliceAgainWhoseAcceptanceNobodyHeard() throws InterruptedException {
        test("t-1", step("pass"));
        CompletableFuture<Void> delivery = new CompletableFuture<>();
        reports.deliverWith(delivery);
        Acceptance first = take(slice("t-1"));
        Slot slot = freeSlot();
        assertThat(worker().take(slice("t-1"), ORIGIN, slot)).isEqualTo(new Acceptance(false, first.durable()));
        reports.await(SliceReturned.class, any -> true);

        delivery.completeExceptionally(new IllegalStateException("the broker is away"));
        await().until(() -> worker().busySlots() == 0);
        reports.deliverWith(CompletableFuture.completedFuture(null));

        assertThat(worker().take(slice("t-1"), ORIGIN, slot).isNew()).isTrue();
    }

    @Test
    void remembersTheSlicesThatItHasTaken() throws InterruptedException {
        test("t-1", step("pass"));
        run(slice("t-1"));
        await().until(() -> worker().busySlots() == 0);

        Acceptance again = take(slice("t-1"));

        assertThat(again.isNew()).isFalse();
        assertThat(again.durable()).isCompleted();
        assertThat(reports.all(SliceAccepted.class)).hasSize(1);
    }

    @Test
    void startsASliceOnceThatTwoOfferAtTheSameMoment() throws InterruptedException {
        test("t-1", step("pass"));
        Queue<Acceptance> acceptances = new ConcurrentLinkedQueue<>();
        Slot one = freeSlot();
        Slot other = freeSlot();
        Thread second =
                Thread.ofPlatform().unstarted(() -> acceptances.add(worker().take(slice("t-1"), ORIGIN, other)));
        reports.at(SliceAccepted.class, () -> {
            if (second.getState() == Thread.State.NEW) {
                second.start();
                await().until(() -> second.getState() == Thread.State.BLOCKED
                        || second.getState() == Thread.State.WAITING
                        || second.getState() == Thread.State.TERMINATED);
            }
        });

        acceptances.add(worker().take(slice("t-1"), ORIGIN, one));
        second.join();

        assertThat(acceptances).extracting(Acceptance::isNew).containsExactlyInAnyOrder(true, false);
        assertThat(reports.all(SliceAccepted.class)).hasSize(1);
    }

    private Slot freeSlot() throws InterruptedException {
        return Objects.requireNonNull(worker().takeSlot(Duration.ofSeconds(5)));
    }
}
