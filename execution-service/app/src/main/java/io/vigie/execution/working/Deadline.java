package io.vigie.execution.working;

import java.time.Duration;

/**
 * When the time of an attempt is over.
 *
 * @param allowed how long it has in all
 * @param at by {@link System#nanoTime()}
 */
record Deadline(Duration allowed, long at) {

    static Deadline in(Duration allowed) {
        return new Deadline(allowed, System.nanoTime() + allowed.toNanos());
    }

    /** Zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, at - System.nanoTime()));
    }

    /** The message of a test that it ends. */
    String message() {
        return "Expected the test to end within " + shown(allowed) + ", but it still runs.";
    }

    static String shown(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Carries the end of an attempt's time through code that cannot declare it, such as the supplier of a variable's value. */
    static final class Over extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Over() {
            super("out of time", null, false, false);
        }
    }
}
