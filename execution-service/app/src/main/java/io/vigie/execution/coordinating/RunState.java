package io.vigie.execution.coordinating;

import io.vigie.contracts.run.RunEvent.Counts;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The small header of a run. Its tests and slices are entries of their own, so that no event rewrites what it does not touch. */
public sealed interface RunState {

    /**
     * The plan is on its way.
     *
     * @param received the numbers of the chunks that have come
     * @param planned how many tests they held
     * @param balance 0 when the positions that came are the turns that came, in another order (see {@link PlanPolicy})
     * @param stop somebody asked for the run's end already, or null
     */
    record Planning(
            RunFacts facts,
            BitSet received,
            int planned,
            long balance,
            @Nullable Stop stop) implements RunState {}

    /**
     * Tests are handed out and accounted for.
     *
     * @param counts tests that have their verdict
     * @param cursor the first turn that was never handed out nor skipped
     * @param asked slices that wait for a permit
     * @param queued slices in the workers' queue
     * @param held slices that workers have accepted and that have tests without a verdict
     * @param nextSlice the number of the next slice
     * @param stop nothing more is handed out, or null
     */
    record Running(
            RunFacts facts,
            Counts counts,
            int cursor,
            int asked,
            int queued,
            int held,
            long nextSlice,
            Pace pace,
            @Nullable Stop stop)
            implements RunState {

        /** Whether a decision was cut into steps and the next one is due. */
        public boolean hasMoreToStop() {
            return stop != null
                    && (cursor <= facts.testCount()
                            || asked > 0
                            || (stop.interrupts() && queued > 0)
                            || (stop.graceOver() && held > 0));
        }
    }

    /** Nothing more happens to it. Kept so that a repeated launch or a late report changes nothing. */
    record Ended(Instant at) implements RunState {}
}
