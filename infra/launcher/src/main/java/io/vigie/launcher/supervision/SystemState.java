package io.vigie.launcher.supervision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the whole system is, as its supervisor saw it last.
 *
 * @param supervisor the process that watches over it
 * @param phase where it stands
 * @param url where people find it
 * @param failure why it could not start, in one sentence
 * @param programs its programs, in the order of their start
 */
public record SystemState(
        ProcessIdentity supervisor,
        Phase phase,
        String url,
        @Nullable String failure,
        List<ProgramState> programs) {

    /** Where a system stands between its start and its stop. */
    public enum Phase {
        /** On its way up. */
        STARTING,
        /** Up: everything served at least once. */
        UP,
        /** It did not come up, and goes down again. */
        FAILED,
        /** On its way down. */
        STOPPING,
        /** Down. */
        DOWN
    }

    /** Whether everything serves right now. */
    public boolean ready() {
        return phase == Phase.UP
                && !programs.isEmpty()
                && programs.stream().allMatch(program -> program.state() == ProgramState.State.RUNNING);
    }
}
