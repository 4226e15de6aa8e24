package io.vigie.report.isolation;

import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.service.contract.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A slot while it held a slice.
 *
 * @param tests how many tests the slice had when it was taken
 * @param to absent as long as the slice is held
 * @param end why it was let go; absent as long as it is held, or when only its run's end says that it is over
 */
record HeldSlot(
        String runId,
        long slice,
        String worker,
        int tests,
        SlotLease slot,
        Instant from,
        @Nullable Instant to,
        @Words(of = SliceEnd.class) @Nullable String end) {

    /** Whether both are the same slot of the same worker, which holds one slice after another. */
    boolean isTheSlotOf(HeldSlot other) {
        return worker.equals(other.worker) && slot.number() == other.slot.number();
    }

    boolean isOverAt(Instant instant) {
        return to != null && !to.isAfter(instant);
    }
}
