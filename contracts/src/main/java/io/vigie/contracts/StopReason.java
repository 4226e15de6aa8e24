package io.vigie.contracts;

import java.util.Locale;

/** Why a run is ended before its time. */
public enum StopReason {
    /** Somebody asked for it. */
    CANCELLED,
    /** The whole run took longer than it may. */
    TIMED_OUT;

    /** How an attempt ends that is stopped for this reason. */
    public Outcome outcome() {
        return this == CANCELLED ? Outcome.CANCELLED : Outcome.TIMED_OUT;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
