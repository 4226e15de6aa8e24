package io.vigie.execution.coordinating;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned.Reason;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs that share workers, in simulated time: one queue that is served in order, a number of slots, tests of known length. */
class SharingTests {

    private static final RunId LARGE = RunId.of("019b2c7e-0d00-7000-8000-000000000001");
    private static final RunId SMALL = RunId.of("019b2c7e-0d00-7000-8000-000000000002");

    @Test
    void delaysASmallRunByAFewShortSlicesWhenALargeOneCameFirst() {
        Machine machine = new Machine(8, Duration.ofMillis(100));
        RunFixture large = RunFixture.run(LARGE).inParallel(1_000).launched(100_000);
        machine.add(large);
        machine.runUntil(Duration.ofSeconds(30));

        RunFixture small = RunFixture.run(SMALL).launched(3);
        machine.add(small);
        Duration took = machine.runUntilEnded(small);

        // Its own tests take 0.3 s; the slices that wait before it, 4 in 8 slots, take 2 s each.
        assertThat(took).isLessThan(Duration.ofMillis(300 + 2 * 2_000));
        assertThat(large.state()).isInstanceOf(RunState.Running.class);
    }

    @Test
    void keepsEverySlotBusyWhileALargeRunIsAlone() {
        Machine machine = new Machine(32, Duration.ofMillis(100));
        machine.add(RunFixture.run(LARGE).inParallel(1_000).launched(20_000));
        machine.runUntil(Duration.ofSeconds(40));

        assertThat(machine.testsDone()).isGreaterThan((long) (0.95 * 32 * 40 * 10));
    }

    @Test
    void letsRunsOfTheSameSizeAdvanceTogether() {
        Machine machine = new Machine(8, Duration.ofMillis(100));
        RunFixture first = RunFixture.run(LARGE).inParallel(100).launched(5_000);
        RunFixture second = RunFixture.run(SMALL).inParallel(100).launched(5_000);
        machine.add(first);
        machine.add(second);
        machine.runUntil(Duration.ofSeconds(30));

        double share = (double) machine.testsDone(first) / machine.testsDone();
        assertThat(share).isBetween(0.35, 0.65);
    }

    @Test
    void letsARunWaitForNoLongerThanASliceWhenOthersThatGoOneAfterAnotherHoldEverySlot() {
        Machine machine = new Machine(8, Duration.ofMillis(100));
        List<RunFixture> large = IntStream.rangeClosed(1, 8)
                .mapToObj(number -> RunFixture.run(RunId.of("019b2c7e-0d00-7000-8000-00000000001" + number))
                        .launched(10_000))
                .toList();
        large.forEach(machine::add);
        machine.runUntil(Duration.ofSeconds(60));
        // Alone, they run on in the slots that they have.
        assertThat(large).allSatisfy(run -> assertThat(run.dispatched()).hasSize(1));

        RunFixture small = RunFixture.run(SMALL).launched(3);
        machine.add(small);

        // Its own tests take 0.3 s, what the first worker to come to its end was given 10 s at most.
        assertThat(machine.runUntilEnded(small)).isLessThan(Duration.ofMillis(300 + 10_000));
    }

    /** Slots that take what the queue gives them, and say at once what they did. */
    private static final class Machine {

        private record Work(long at, SliceDispatched slice, Deque<SliceTest> left, WorkerId slot) {}

        private final long testMillis;
        private final Map<RunId, RunFixture> runs = new HashMap<>();
        private final Map<RunId, Integer> taken = new HashMap<>();
        private final Map<RunId, Long> done = new HashMap<>();
        private final Queue<SliceDispatched> queue = new ArrayDeque<>();
        private final Queue<WorkerId> free = new ArrayDeque<>();
        private final PriorityQueue<Work> busy = new PriorityQueue<>(Comparator.comparingLong(Work::at));
        private long clock;

        Machine(int slots, Duration test) {
            this.testMillis = test.toMillis();
            for (int slot = 1; slot <= slots; slot++) {
                free.add(WorkerId.of("slot-" + slot));
            }
        }

        void add(RunFixture run) {
            runs.put(run.id(), run);
            collect(run);
        }

        void runUntil(Duration time) {
            while (clock < time.toMillis() && turn()) {
                // Each turn is one test.
            }
        }

        Duration runUntilEnded(RunFixture run) {
            long began = clock;
            while (run.state() instanceof RunState.Running && turn()) {
                // Each turn is one test.
            }
            return Duration.ofMillis(clock - began);
        }

        long testsDone() {
            return done.values().stream().mapToLong(Long::longValue).sum();
        }

        long testsDone(RunFixture run) {
            return done.getOrDefault(run.id(), 0L);
        }

        private boolean turn() {
            while (!free.isEmpty() && !queue.isEmpty()) {
                SliceDispatched slice = queue.remove();
                WorkerId slot = free.remove();
                RunFixture run = runs.get(slice.runId());
                run.accepted(slot, slice.slice());
                collect(run);
                busy.add(new Work(clock + testMillis, slice, new ArrayDeque<>(slice.tests()), slot));
            }
            Work work = busy.poll();
            if (work == null) {
                return false;
            }
            clock = work.at();
            report(work);
            return true;
        }

        private void report(Work work) {
            SliceDispatched slice = work.slice();
            RunFixture run = runs.get(slice.runId());
            SliceTest test = work.left().removeFirst();
            int before = run.extended().size();
            run.withAnEmptyQueue(queue.isEmpty());
            run.report(new AttemptEvent.TestStarted(
                    ProjectId.COMMON,
                    run.id(),
                    work.slot(),
                    slice.slice(),
                    test.testId(),
                    test.attempt(),
                    RunFixture.AT));
            run.report(new AttemptEvent.TestFinished(
                    ProjectId.COMMON,
                    run.id(),
                    work.slot(),
                    slice.slice(),
                    test.testId(),
                    test.attempt(),
                    Outcome.PASSED,
                    RunFixture.AT,
                    testMillis,
                    null,
                    Map.of(),
                    "",
                    0,
                    ""));
            done.merge(run.id(), 1L, Long::sum);
            run.extended()
                    .subList(before, run.extended().size())
                    .forEach(more -> work.left().addAll(more.tests()));
            if (!work.left().isEmpty()) {
                busy.add(new Work(clock + testMillis, slice, work.left(), work.slot()));
            } else {
                run.report(new AttemptEvent.SliceReturned(
                        ProjectId.COMMON, run.id(), work.slot(), slice.slice(), Reason.COMPLETED, List.of()));
                free.add(work.slot());
            }
            collect(run);
        }

        private void collect(RunFixture run) {
            List<SliceDispatched> all = run.dispatched();
            int from = taken.getOrDefault(run.id(), 0);
            queue.addAll(all.subList(from, all.size()));
            taken.put(run.id(), all.size());
        }
    }
}
