package io.vigie.execution.coordinating;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import io.vigie.testclient.proof.HistoryChecker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workers that keep to the rules and a world that does not: reports come twice or never, workers die, drain, get slices twice and hear of a
 * cancel late; what is added to their slices comes late, twice or never. Whatever the order, the history must be one that the checker of
 * whole installations finds nothing wrong with, and no attempt is handed out in two slices and run in both.
 */
class DisorderTests {

    private static final int RUNS_PER_KIND = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "retries", "stop-on-failure", "cancel", "environment", "extended", "extended-cancel"})
    void neverMakesAHistoryThatDoesNotHold(String kind) {
        for (int seed = 0; seed < RUNS_PER_KIND; seed++) {
            World world = new World(kind, seed);
            world.play();
            assertThat(HistoryChecker.check(world.run.history(), true))
                    .as("%s, seed %d", kind, seed)
                    .isEmpty();
            assertThat(world.run.state()).as("%s, seed %d", kind, seed).isInstanceOf(RunState.Ended.class);
            assertThat(world.run.keptTests()).isZero();
            assertThat(world.run.keptSlices()).isZero();
            assertThat(world.environment).as("permits that leak, seed %d", seed).isNull();
        }
    }

    private static final class World {

        private final Random random;
        private final RunFixture run;
        private final List<Hand> hands = new ArrayList<>();
        private final List<AttemptEvent> said = new ArrayList<>();
        private final List<SliceExtended> late = new ArrayList<>();
        private final Map<String, Long> startedIn = new HashMap<>();
        private final String kind;
        private EnvironmentPermits environment;
        private int dispatchedSeen;
        private int requestsSeen;
        private int extensionsSeen;
        private int workers;
        private boolean cancelled;

        World(String kind, int seed) {
            this.kind = kind;
            this.random = new Random(seed);
            RunFixture planned = RunFixture.run(RunLimits.DEFAULT.withTestsPerStep(7))
                    .inParallel(kind.startsWith("extended") ? 1 : 1 + random.nextInt(5))
                    .planning(test -> {
                        var retried = kind.equals("retries") ? RunFixture.retried(test, random.nextInt(3)) : test;
                        var quarantined = random.nextInt(8) == 0 ? RunFixture.quarantined(retried) : retried;
                        return random.nextInt(3) == 0
                                ? RunFixture.together(quarantined, "key-" + test.position() / 4)
                                : quarantined;
                    });
            if (kind.equals("stop-on-failure")) {
                planned.stopsOnFailure();
            }
            if (kind.equals("environment")) {
                planned.inAnEnvironmentOf(1 + random.nextInt(3));
            }
            this.run = planned;
        }

        void play() {
            run.launched(5 + random.nextInt(40));
            takeUp();
            for (int step = 0; run.state() instanceof RunState.Running; step++) {
                assertThat(step).as("steps of a run that must end").isLessThan(20_000);
                turn();
                takeUp();
            }
        }

        private void turn() {
            run.withAnEmptyQueue(random.nextInt(4) > 0);
            deliverLate();
            int dice = random.nextInt(100);
            if (dice < 3 && !said.isEmpty()) {
                run.report(said.get(random.nextInt(said.size())));
            } else if (dice < 5 && kind.endsWith("cancel") && random.nextInt(4) == 0) {
                run.cancelled("somebody");
                cancelled = true;
            } else if (dice < 7) {
                run.input(new RunInput.NextStep());
            } else if (dice < 9 && cancelled) {
                run.later(Duration.ofSeconds(3)).input(new RunInput.DeadlineReached());
            } else if (dice < 11) {
                run.waits(1 + random.nextInt(30));
            } else if (hands.isEmpty()) {
                run.input(new RunInput.NextStep());
                run.slices().stream().findAny().ifPresent(slice -> run.unclaimed(slice.number()));
            } else {
                Hand hand = hands.get(random.nextInt(hands.size()));
                if (hand.isThrough() || !hand.turn()) {
                    hands.remove(hand);
                }
            }
        }

        /** What was dispatched goes to workers, sometimes to two; what was asked of the environment is answered. */
        private void takeUp() {
            while (requestsSeen < run.requests().size()) {
                Permits.Answer answer =
                        Permits.decide(environment, run.requests().get(requestsSeen++));
                environment = answer.state();
                for (PermitMessage message : answer.messages()) {
                    run.input(new RunInput.Permit(message));
                    if (random.nextInt(10) == 0) {
                        run.input(new RunInput.Permit(message));
                    }
                }
            }
            for (; extensionsSeen < run.extended().size(); extensionsSeen++) {
                SliceExtended extension = run.extended().get(extensionsSeen);
                if (random.nextInt(2) == 0) {
                    deliver(extension);
                } else if (random.nextInt(4) > 0) {
                    late.add(extension);
                }
            }
            for (; dispatchedSeen < run.dispatched().size(); dispatchedSeen++) {
                SliceDispatched slice = run.dispatched().get(dispatchedSeen);
                hands.add(new Hand(slice, WorkerId.of("worker-" + ++workers)));
                if (random.nextInt(20) == 0) {
                    hands.add(new Hand(slice, WorkerId.of("worker-" + ++workers)));
                }
            }
        }

        /** Some time later, and sometimes for a second time. */
        private void deliverLate() {
            if (!late.isEmpty() && random.nextInt(8) == 0) {
                SliceExtended extension = late.get(random.nextInt(late.size()));
                deliver(extension);
                if (random.nextInt(4) > 0) {
                    late.remove(extension);
                }
            }
        }

        private void deliver(SliceExtended extension) {
            hands.forEach(hand -> hand.extend(extension));
        }

        private void say(AttemptEvent report) {
            run.report(report);
            said.add(report);
            if (random.nextInt(20) == 0) {
                run.report(report);
            }
        }

        /** One worker's work on one slice, report by report. */
        private final class Hand {

            private final SliceDispatched slice;
            private final WorkerId worker;
            private final Deque<SliceTest> left;
            private TestId last;
            private boolean accepted;
            private boolean started;
            private int attempt;
            private int retriesLeft;
            private boolean through;

            Hand(SliceDispatched slice, WorkerId worker) {
                this.slice = slice;
                this.worker = worker;
                this.left = new ArrayDeque<>(slice.tests());
                this.last = slice.tests().getLast().testId();
                begin();
            }

            private void begin() {
                if (!left.isEmpty()) {
                    attempt = left.getFirst().attempt();
                    retriesLeft = left.getFirst().retriesLeft();
                }
            }

            void extend(SliceExtended extension) {
                if (!through
                        && extension.slice() == slice.slice()
                        && extension.workerId().equals(worker)
                        && extension.afterTest().equals(last)) {
                    boolean wasEmpty = left.isEmpty();
                    left.addAll(extension.tests());
                    last = extension.tests().getLast().testId();
                    if (wasEmpty) {
                        begin();
                    }
                }
            }

            boolean isThrough() {
                return through;
            }

            /** The next thing that it does. Returns whether there is a worker after it. */
            boolean turn() {
                if (!accepted) {
                    accepted = true;
                    say(new AttemptEvent.SliceAccepted(
                            ProjectId.COMMON, run.id(), worker, slice.slice(), slot(), run.now()));
                    return true;
                }
                int dice = random.nextInt(100);
                if (dice < 3) {
                    run.silent(slice.slice());
                    return random.nextBoolean();
                }
                if (cancelled && dice < 30) {
                    stop();
                    return false;
                }
                if (dice < 5 && !started) {
                    giveBack(SliceReturned.Reason.DRAINING);
                    return false;
                }
                return work();
            }

            private boolean work() {
                if (left.isEmpty()) {
                    giveBack(SliceReturned.Reason.COMPLETED);
                    return false;
                }
                SliceTest test = left.getFirst();
                if (!started) {
                    started = true;
                    if (attempt == test.attempt()) {
                        Long before = startedIn.putIfAbsent(test.testId() + "/" + attempt, slice.slice());
                        assertThat(before)
                                .as("where attempt %d of %s started before", attempt, test.testId())
                                .isIn(null, slice.slice());
                    }
                    say(new AttemptEvent.TestStarted(
                            ProjectId.COMMON, run.id(), worker, slice.slice(), test.testId(), attempt, run.now()));
                    return true;
                }
                Outcome outcome = random.nextInt(5) == 0 ? Outcome.FAILED : Outcome.PASSED;
                finish(test, outcome);
                if (outcome.isWorthRetrying() && retriesLeft > 0) {
                    attempt++;
                    retriesLeft--;
                    return true;
                }
                left.removeFirst();
                begin();
                if (slice.stopOnFailure() && outcome.isAgainstTheRun() && !test.quarantined()) {
                    giveBack(SliceReturned.Reason.STOPPED_ON_FAILURE);
                    return false;
                }
                return true;
            }

            private void stop() {
                if (started && !left.isEmpty()) {
                    finish(left.getFirst(), Outcome.CANCELLED);
                    left.removeFirst();
                }
                giveBack(SliceReturned.Reason.RUN_STOPPED);
            }

            private void finish(SliceTest test, Outcome outcome) {
                started = false;
                say(new AttemptEvent.TestFinished(
                        ProjectId.COMMON,
                        run.id(),
                        worker,
                        slice.slice(),
                        test.testId(),
                        attempt,
                        outcome,
                        run.now(),
                        5,
                        null,
                        Map.of(),
                        "",
                        0,
                        ""));
            }

            private void giveBack(SliceReturned.Reason reason) {
                through = true;
                say(new SliceReturned(
                        ProjectId.COMMON,
                        run.id(),
                        worker,
                        slice.slice(),
                        reason,
                        left.stream().map(SliceTest::testId).toList()));
            }

            /** No two slots share anything. */
            private AttemptEvent.SlotLease slot() {
                int number = Integer.parseInt(worker.value().substring("worker-".length()));
                return new AttemptEvent.SlotLease(
                        "machine",
                        number,
                        "/slots/" + number,
                        10_000 + 10 * number,
                        10,
                        "s" + number,
                        "/slots/" + number + "/media");
            }
        }
    }
}
