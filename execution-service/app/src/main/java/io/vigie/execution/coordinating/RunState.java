package io.vigie.execution.coordinating;

import io.vigie.contracts.run.RunEvent.Counts;
import java.time.Instant;
import java.util.BitSet;

/** The small header of a run. Its tests and slices are entries of their own, so that no event rewrites what it does not touch. */
public sealed interface RunState {

    /**
     * The plan is on its way.
     *
     * @param received the numbers of the chunks that have come
     * @param planned how many tests they held
     */
    record Planning(RunFacts facts, BitSet received, int planned) implements RunState {}

    /**
     * Tests are handed out and accounted for.
     *
     * @param counts tests that have their verdict
     * @param cursor the first position that was never handed out nor skipped
     * @param inFlight slices that are dispatched and not returned
     * @param nextSlice the number of the next slice
     * @param stopping a test failed and the run stops at the first failure: nothing more is handed out
     */
    record Running(RunFacts facts, Counts counts, int cursor, int inFlight, long nextSlice, boolean stopping)
            implements RunState {

        /** Whether a decision was cut into steps and the next one is due. */
        public boolean hasMoreToSkip() {
            return stopping && cursor <= facts.testCount();
        }
    }

    /** Nothing more happens to it. Kept so that a repeated launch or a late report changes nothing. */
    record Ended(Instant at) implements RunState {}
}
