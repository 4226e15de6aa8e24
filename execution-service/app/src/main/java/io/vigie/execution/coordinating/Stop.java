package io.vigie.execution.coordinating;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import java.time.Instant;

/**
 * Nothing more of the run is handed out.
 *
 * @param why what is said of tests that never start
 * @param at when it was decided
 * @param graceOver whether workers had their time to stop: what they still hold is taken from them
 */
public record Stop(SkipReason why, Instant at, boolean graceOver) {

    static Stop afterFailure(Instant at) {
        return new Stop(SkipReason.STOPPED_ON_FAILURE, at, false);
    }

    static Stop of(StopReason reason, Instant at) {
        return new Stop(reason == StopReason.CANCELLED ? SkipReason.CANCELLED : SkipReason.RUN_TIMED_OUT, at, false);
    }

    Stop withGraceOver() {
        return new Stop(why, at, true);
    }

    /** Whether tests that run are interrupted; after a failure they are let end. */
    boolean interrupts() {
        return why != SkipReason.STOPPED_ON_FAILURE;
    }

    /** How a run ends, and a test of it that is interrupted. Only of a stop that interrupts. */
    Outcome outcome() {
        return why == SkipReason.CANCELLED ? Outcome.CANCELLED : Outcome.TIMED_OUT;
    }
}
