package io.vigie.execution.coordinating;

import org.jspecify.annotations.Nullable;

/** What is known of one run, entry by entry; reading changes nothing. */
public interface RunView {

    /** The header, or null when the run was never heard of. */
    @Nullable
    RunState state();

    /** The test at this position of the plan, or null when it has its verdict or was never planned. */
    @Nullable
    TestEntry test(int position);

    /** The slice, or null when it is returned or never was. */
    @Nullable
    SliceEntry slice(long number);
}
