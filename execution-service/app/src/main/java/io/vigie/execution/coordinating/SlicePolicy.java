package io.vigie.execution.coordinating;

import io.vigie.contracts.task.TaskMessage.SliceDispatched;

/**
 * How many tests go into the next slice. One after another: as many as a slice holds. In parallel: large at first, down to
 * single tests at the end, so that no slot idles while another still has a full slice.
 */
final class SlicePolicy {

    private SlicePolicy() {}

    static int size(int remaining, int parallelism) {
        int share = parallelism == 1 ? remaining : remaining / (2 * parallelism);
        return Math.min(remaining, Math.clamp(share, 1, SliceDispatched.MAX_TESTS));
    }
}
