package io.vigie.execution.coordinating;

import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which tests go into the next slice, and how many slices may wait.
 *
 * <p>A slice is bounded by number and by time. In parallel: large at first and down to single tests at the end, so that no slot idles while
 * another still has a full slice; and never expected to hold its slot for longer than a short while, so that other runs get their turn.
 * One after another: longer, since each new slice costs a pause between two tests. What nobody knows the duration of goes in small
 * numbers, until the run itself has shown it. Tests of one affinity key are one piece, whatever their number.
 */
final class SlicePolicy {

    /** The most tests of unknown duration in a slice of a parallel run. */
    static final int UNKNOWN_PARALLEL = 4;

    /** The same of a run that goes one after another. */
    static final int UNKNOWN_SEQUENTIAL = 25;

    private static final int MAX_PARALLEL = 100;

    private final RunFacts facts;
    private final Pace pace;
    private final int mostTests;
    private final int mostUnknown;
    private final long mostMillis;

    /** @param remaining how many tests were never handed out */
    SlicePolicy(RunFacts facts, RunLimits limits, Pace pace, int remaining) {
        this.facts = facts;
        this.pace = pace;
        boolean sequential = facts.parallelism() == 1;
        this.mostTests = sequential
                ? SliceDispatched.MAX_TESTS
                : Math.clamp(remaining / (2L * facts.parallelism()), 1, MAX_PARALLEL);
        this.mostUnknown = sequential ? UNKNOWN_SEQUENTIAL : UNKNOWN_PARALLEL;
        this.mostMillis = (sequential ? limits.sequentialSlice() : limits.parallelSlice()).toMillis();
    }

    /**
     * How many slices may wait, for a permit or for a worker: a few, and more when many of the run's slices run, since its queue is then
     * used up the faster. So a queue that is served in order gives every run its turn soon, and no slot waits for us.
     */
    static int window(RunLimits limits, int held) {
        return Math.max(limits.waitingSlices(), held / 2);
    }

    /** The tests from this turn on that make up one slice, at least one. */
    List<TestEntry> from(int turn, IntFunction<TestEntry> tests) {
        return after(List.of(), turn, tests);
    }

    /** The tests from this turn on that make up one slice together with those that one has left; maybe none. */
    List<TestEntry> after(List<TestEntry> left, int turn, IntFunction<TestEntry> tests) {
        List<TestEntry> slice = new ArrayList<>(left);
        int unknown = 0;
        long millis = 0;
        for (TestEntry test : left) {
            OptionalLong expected = pace.expect(test.plan());
            unknown += expected.isPresent() ? 0 : 1;
            millis += expected.orElse(0);
        }
        int next = turn;
        while (next <= facts.testCount()) {
            List<TestEntry> piece = piece(next, tests);
            int pieceUnknown = 0;
            long pieceMillis = 0;
            for (TestEntry test : piece) {
                OptionalLong expected = pace.expect(test.plan());
                pieceUnknown += expected.isPresent() ? 0 : 1;
                pieceMillis += expected.orElse(0);
            }
            boolean fits = slice.size() + piece.size() <= mostTests
                    && unknown + pieceUnknown <= mostUnknown
                    && millis + pieceMillis <= mostMillis;
            if (!slice.isEmpty() && !fits) {
                break;
            }
            slice.addAll(piece);
            if (!fits) {
                break;
            }
            unknown += pieceUnknown;
            millis += pieceMillis;
            next += piece.size();
        }
        return slice.subList(left.size(), slice.size());
    }

    /** The test, and those after it that have to go with it. */
    private List<TestEntry> piece(int turn, IntFunction<TestEntry> tests) {
        TestEntry first = tests.apply(turn);
        String affinity = first.plan().affinity();
        if (affinity == null) {
            return List.of(first);
        }
        List<TestEntry> piece = new ArrayList<>(List.of(first));
        for (int next = turn + 1; next <= facts.testCount() && piece.size() < PlannedTest.MAX_SAME_AFFINITY; next++) {
            TestEntry test = tests.apply(next);
            if (!isOf(affinity, test.plan().affinity())) {
                break;
            }
            piece.add(test);
        }
        return piece;
    }

    private static boolean isOf(String affinity, @Nullable String other) {
        return affinity.equals(other);
    }
}
