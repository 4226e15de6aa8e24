package io.vigie.report.history;

import java.util.UUID;
import java.util.stream.Stream;

/**
 * Lines that follow the events of a downloaded history, such as what vouches for them. Every bean of this type takes part, in the order of Spring's
 * {@code @Order}. Called on a request's thread, outside of any transaction and before the events are read, so that what it speaks of is among them
 * as long as it speaks only of events that are folded when it is asked.
 */
@FunctionalInterface
public interface HistoryAppendix {

    /**
     * Few lines, each one JSON document without a line break: they are held in memory while the events are written. The stream is closed after use.
     *
     * @param run one that exists and is not removed
     */
    Stream<String> linesOf(UUID run);
}
