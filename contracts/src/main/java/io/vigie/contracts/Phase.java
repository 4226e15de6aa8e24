package io.vigie.contracts;

import java.util.Locale;

/** Where a run stands, whatever its outcome so far. */
public enum Phase {
    /** Launched; the coordinator has not started it yet. */
    PENDING,
    /** Its tests are queued or run. */
    RUNNING,
    /** Somebody asked to stop it; what is in flight is being stopped. */
    CANCELLING,
    /** Nothing more will happen to it. */
    FINISHED;

    public boolean isTerminal() {
        return this == FINISHED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
