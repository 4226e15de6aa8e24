package io.vigie.launcher.supervision;

import java.time.Duration;

/** How long to wait before a program is started again: half a second at first, twice as long each time, at most fifteen seconds. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** A program that lived so long is well again: its next death counts as its first. */
    private static final Duration WELL_AGAIN = Duration.ofSeconds(60);

    private Duration next = FIRST;

    /** The wait after a life of this length. */
    Duration after(Duration life) {
        if (life.compareTo(WELL_AGAIN) >= 0) {
            next = FIRST;
        }
        Duration now = next;
        next = now.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : now.multipliedBy(2);
        return now;
    }
}
