package io.vigie.report.retention;

import io.vigie.contracts.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long runs and what they left are kept after their end.
 *
 * @param of the campaign whose own it is; absent when it is the one of all others
 * @param runs absent for ever, as below
 */
record Policy(
        @Nullable String of,
        long version,
        @Nullable Duration runs,
        @Nullable Duration logs,
        @Nullable Duration artifacts) {

    /** What of a run that ended then is kept no longer. With the run everything goes, and nothing else is named. */
    Set<Kept> over(Instant ended, Instant now) {
        if (isOver(runs, ended, now)) {
            return EnumSet.of(Kept.RUN);
        }
        Set<Kept> over = EnumSet.noneOf(Kept.class);
        if (isOver(logs, ended, now)) {
            over.add(Kept.LOGS);
        }
        if (isOver(artifacts, ended, now)) {
            over.add(Kept.ARTIFACTS);
        }
        return over;
    }

    private static boolean isOver(@Nullable Duration kept, Instant ended, Instant now) {
        return kept != null && Duration.between(ended, now).compareTo(kept) >= 0;
    }
}
