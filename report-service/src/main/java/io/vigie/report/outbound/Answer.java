package io.vigie.report.outbound;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one try. */
sealed interface Answer {

    /** @param retryAfter how long the receiver asks to be left in peace */
    record Status(int code, @Nullable Duration retryAfter) implements Answer {}

    /** There was no answer. */
    record None(Cause cause) implements Answer {}
}
