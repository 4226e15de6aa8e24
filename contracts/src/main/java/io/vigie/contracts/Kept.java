package io.vigie.contracts;

import java.util.Locale;

/** What is kept of a run, for a time of its own each. */
public enum Kept {
    /** Its report, with all that is in it. With it everything else goes. */
    RUN,
    /** The lines that its tests wrote. */
    LOGS,
    /** The contents of the files that its tests kept. */
    ARTIFACTS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
