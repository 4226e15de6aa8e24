package io.vigie.contracts;

import java.util.Locale;

/** What a run is for. */
public enum RunKind {
    /** The tests of a campaign; it has a report that is listed. */
    CAMPAIGN,
    /** One test alone, saved or not, tried by its author; its report is not listed. */
    TRIAL;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
