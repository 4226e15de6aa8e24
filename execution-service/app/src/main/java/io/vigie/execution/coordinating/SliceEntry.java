package io.vigie.execution.coordinating;

import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tests that were put together for one slot and are not returned. Written when it changes hands or is extended, never per report; what
 * becomes of its tests is in their entries. Immutable.
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
    private final int dispatchedTo;
    private final Map<TestId, Integer> turns;

    /**
     * @param worker who accepted it first; nobody else's reports count
     * @param delaySaid whether the history tells already why it waits in this phase
     */
    public SliceEntry(long number, Phase phase, @Nullable WorkerId worker, boolean delaySaid, List<SlicedTest> tests) {
        this(
                number,
                phase,
                worker,
                delaySaid,
                tests,
                tests.isEmpty() ? 0 : tests.getLast().turn());
    }

    /**
     * @param dispatchedTo the last turn that the slice was sent with: what comes after it was added later
     */
    public SliceEntry(
            long number,
            Phase phase,
            @Nullable WorkerId worker,
            boolean delaySaid,
            List<SlicedTest> tests,
            int dispatchedTo) {
        this(number, phase, worker, delaySaid, List.copyOf(tests), dispatchedTo, new HashMap<>());
        tests.forEach(test -> turns.put(test.testId(), test.turn()));
    }

    private SliceEntry(
            long number,
            Phase phase,
            @Nullable WorkerId worker,
            boolean delaySaid,
            List<SlicedTest> tests,
            int dispatchedTo,
            Map<TestId, Integer> turns) {
        this.number = number;
        this.phase = phase;
        this.worker = worker;
        this.delaySaid = delaySaid;
        this.tests = tests;
        this.dispatchedTo = dispatchedTo;
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

    public int dispatchedTo() {
        return dispatchedTo;
    }

    /** The same slice with other tests, in the order in which they run. */
    SliceEntry holding(List<SlicedTest> others) {
        return new SliceEntry(number, phase, worker, delaySaid, others, dispatchedTo);
    }

    SliceEntry permitted() {
        return new SliceEntry(number, Phase.QUEUED, null, false, tests, dispatchedTo, turns);
    }

    SliceEntry acceptedBy(WorkerId taker) {
        return new SliceEntry(number, Phase.HELD, taker, delaySaid, tests, dispatchedTo, turns);
    }

    SliceEntry settled() {
        return new SliceEntry(number, Phase.SETTLED, worker, delaySaid, tests, dispatchedTo, turns);
    }

    SliceEntry withDelaySaid() {
        return new SliceEntry(number, phase, worker, true, tests, dispatchedTo, turns);
    }

    /** Where the test's entry is, or null when the slice does not hold it. */
    @Nullable
    Integer turnOf(TestId testId) {
        return turns.get(testId);
    }

    boolean isLast(TestId testId) {
        return !tests.isEmpty() && tests.getLast().testId().equals(testId);
    }

    /** Whether it is the first test of the second half. */
    boolean isInTheMiddle(TestId testId) {
        return !tests.isEmpty() && tests.get(tests.size() / 2).testId().equals(testId);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SliceEntry slice
                && number == slice.number
                && phase == slice.phase
                && Objects.equals(worker, slice.worker)
                && delaySaid == slice.delaySaid
                && tests.equals(slice.tests)
                && dispatchedTo == slice.dispatchedTo;
    }

    @Override
    public int hashCode() {
        return Objects.hash(number, phase, worker, delaySaid, tests, dispatchedTo);
    }

    @Override
    public String toString() {
        return "slice %d, %s, %s, %d tests".formatted(number, phase, worker, tests.size());
    }
}
