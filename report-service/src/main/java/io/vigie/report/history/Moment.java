package io.vigie.report.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment in the life of a run: it lasts from one event until just before the next, or ends earlier when an instant was asked for.
 *
 * @param sequence the number of the last event that had happened, 0 before the first
 * @param time when that was, or the instant that was asked for
 * @param until the first instant that is not part of it any more; absent when it is the newest moment of all, which holds all that is known
 * @param asked how the client named it
 */
public record Moment(
        long sequence,
        Instant time,
        @JsonIgnore @Nullable Instant until,
        @JsonIgnore String asked) {

    /** The number of the last event that counts: that of the moment, or any at all when now is meant. */
    public static long lastEvent(@Nullable Moment at) {
        return at == null ? Long.MAX_VALUE : at.sequence;
    }

    /** What an address ends with so that it means the same moment; empty when now is meant. */
    public static String inAddress(@Nullable Moment at) {
        return at == null ? "" : "&at=" + URLEncoder.encode(at.asked, StandardCharsets.UTF_8);
    }

    /** Whether something that has a time but no number had happened by then. */
    public boolean knows(Instant time) {
        return until == null || time.isBefore(until);
    }
}
