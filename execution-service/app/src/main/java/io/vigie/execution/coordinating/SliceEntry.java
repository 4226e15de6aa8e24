package io.vigie.execution.coordinating;

import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tests that were put together for one slot and are not returned. Written when it changes hands, never per report; what becomes of its
 * tests is in their entries. Immutable.
 */
public final class SliceEntry {

    /** In this order, though a step may be left out. */
    public enum Phase {
        /** It waits until its environment takes one more slice. */
        ASKED,
        /** It is in the workers' queue. */
        QUEUED,
        /** A worker has accepted it. */
        HELD,
        /** Each of its tests has its verdict, and its worker has not said that it let go of it. */
        SETTLED
    }

    /** @param turn where the test's entry is */
    public record SlicedTest(int turn, TestId testId) {}

    private final long number;
    private final Phase phase;
    private final @Nullable WorkerId worker;
    private final boolean delaySaid;
    private final List<SlicedTest> tests;
    private final Map<TestId, Integer> turns;

    /**
     * @param worker who accepted it first; nobody else's reports count
     * @param delaySaid whether the history tells already why it waits in this phase
     */
    public SliceEntry(long number, Phase phase, @Nullable WorkerId worker, boolean delaySaid, List<SlicedTest> tests) {
        this(number, phase, worker, delaySaid, List.copyOf(tests), new HashMap<>());
        tests.forEach(test -> turns.put(test.testId(), test.turn()));
    }

    private SliceEntry(
            long number,
            Phase phase,
            @Nullable WorkerId worker,
            boolean delaySaid,
            List<SlicedTest> tests,
            Map<TestId, Integer> turns) {
        this.number = number;
        this.phase = phase;
        this.worker = worker;
        this.delaySaid = delaySaid;
        this.tests = tests;
        this.turns = turns;
    }

    public long number() {
        return number;
    }

    public Phase phase() {
        return phase;
    }

    public @Nullable WorkerId worker() {
        return worker;
    }

    public boolean delaySaid() {
        return delaySaid;
    }

    /** In the order in which they run. */
    public List<SlicedTest> tests() {
        return tests;
    }

    SliceEntry permitted() {
        return new SliceEntry(number, Phase.QUEUED, null, false, tests, turns);
    }

    SliceEntry acceptedBy(WorkerId taker) {
        return new SliceEntry(number, Phase.HELD, taker, delaySaid, tests, turns);
    }

    SliceEntry settled() {
        return new SliceEntry(number, Phase.SETTLED, worker, delaySaid, tests, turns);
    }

    SliceEntry withDelaySaid() {
        return new SliceEntry(number, phase, worker, true, tests, turns);
    }

    /** Where the test's entry is, or null when the slice does not hold it. */
    @Nullable
    Integer turnOf(TestId testId) {
        return turns.get(testId);
    }

    boolean isLast(TestId testId) {
        return !tests.isEmpty() && tests.getLast().testId().equals(testId);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SliceEntry slice
                && number == slice.number
                && phase == slice.phase
                && Objects.equals(worker, slice.worker)
                && delaySaid == slice.delaySaid
                && tests.equals(slice.tests);
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, phase, worker, delaySaid, tests);
    }

    @Override
    public String toString() {
        return "slice %d, %s, %s, %d tests".formatted(number, phase, worker, tests.size());
    }
}
