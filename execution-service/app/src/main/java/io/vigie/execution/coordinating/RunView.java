package io.vigie.execution.coordinating;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of one run, entry by entry; reading changes nothing. */
public interface RunView {

    /** The header, or null when the run was never heard of. */
    @Nullable
    RunState state();

    /** The test of this turn, or null when it has its verdict or was never planned. */
    @Nullable
    TestEntry test(int turn);

    /** The slice, or null when it is returned or never was. */
    @Nullable
    SliceEntry slice(long number);

    /** Every slice that is not returned, by number: at most as many as may be in flight, and those that are settled. */
    List<SliceEntry> slices();
}
