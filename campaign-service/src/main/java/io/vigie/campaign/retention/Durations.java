package io.vigie.campaign.retention;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.service.Text;
import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long runs, their logs and their files are kept after a run's end, in milliseconds; absent for ever. */
record Durations(
        @Nullable Long runs, @Nullable Long logs, @Nullable Long artifacts) {

    static final Durations FOR_EVER = new Durations(null, null, null);

    /** A century: what is longer is for ever. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private static final long DAY = Duration.ofDays(1).toMillis();

    /** Notes in {@code asked} what is no duration between these. */
    static Durations read(AskedFields asked, Duration shortest) {
        return new Durations(
                read(asked, "runs", shortest), read(asked, "logs", shortest), read(asked, "artifacts", shortest));
    }

    private static @Nullable Long read(AskedFields asked, String field, Duration shortest) {
        Object value = asked.raw(field);
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            try {
                Duration duration = Duration.parse(text.strip());
                if (duration.compareTo(shortest) >= 0 && duration.compareTo(LONGEST) <= 0) {
                    return duration.toMillis();
                }
            } catch (DateTimeException | ArithmeticException malformed) {
                // Told below, as what is out of bounds.
            }
        }
        asked.fault(
                field,
                Text.of(
                                "une durée ISO 8601 telle que P90D, de %s à %s, ou null pour toujours",
                                "an ISO 8601 duration such as P90D, from %s to %s, or null for ever")
                        .with(text(shortest.toMillis()), text(LONGEST.toMillis())),
                AskedFields.shown(value));
        return null;
    }

    static @Nullable String shown(@Nullable Long millis) {
        return millis == null ? null : text(millis);
    }

    /** As people write it, and {@link #read} reads it: in days when it is a number of days. */
    private static String text(long millis) {
        return millis % DAY == 0
                ? "P%dD".formatted(millis / DAY)
                : Duration.ofMillis(millis).toString();
    }
}
