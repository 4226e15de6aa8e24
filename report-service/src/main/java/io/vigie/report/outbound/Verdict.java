package io.vigie.report.outbound;

import java.time.Duration;

/** What follows from a try. */
sealed interface Verdict {

    record Delivered() implements Verdict {}

    /** @param after how long to wait at least */
    record Again(Cause cause, Duration after) implements Verdict {}

    record Dead(Cause cause) implements Verdict {}

    /** The receiver wants nothing any more: neither this nor all that waits. */
    record Gone() implements Verdict {}
}
