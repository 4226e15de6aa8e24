package io.vigie.report.projection;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Folds the whole history anew beside the rows that serve, and lets the new ones take over. */
public interface Rebuild {

    /**
     * Starts it, in the background.
     *
     * @return how it stands: the one that runs already, when one does
     */
    Progress start();

    /** The last rebuild of this instance, or nothing when there was none since it started. */
    @Nullable
    Progress progress();

    enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * @param folded records read so far
     * @param remaining records of history that are left, as far as is known
     * @param total both together
     * @param perSecond records folded a second, since it started
     * @param secondsLeft how long it will take at that rate; absent when that is not known, or it is over
     * @param error a sentence, when it failed: the rows that served before go on serving
     */
    record Progress(
            State state,
            int generation,
            long folded,
            long remaining,
            long total,
            long perSecond,
            @Nullable Long secondsLeft,
            Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable String error) {

        private static final long MILLIS = 1_000;

        public static Progress begun(int generation, Instant now) {
            return new Progress(State.RUNNING, generation, 0, 0, 0, 0, null, now, null, null);
        }

        /** After some more records. */
        public Progress after(long more, long left, Instant now) {
            long all = folded + more;
            long rate = rate(all, now);
            Long seconds = rate == 0 ? null : Long.valueOf((left + rate - 1) / rate);
            return new Progress(state, generation, all, left, all + left, rate, seconds, startedAt, null, null);
        }

        public Progress ended(State how, @Nullable String why, Instant now) {
            return new Progress(
                    how, generation, folded, remaining, total, rate(folded, now), null, startedAt, now, why);
        }

        private long rate(long records, Instant now) {
            return records
                    * MILLIS
                    / Math.max(1, Duration.between(startedAt, now).toMillis());
        }
    }
}
