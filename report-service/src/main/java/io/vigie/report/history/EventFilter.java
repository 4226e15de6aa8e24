package io.vigie.report.history;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What events are narrowed to; an absent part narrows nothing.
 *
 * @param types wire names; an event of any of them is wanted; empty for all
 * @param since the first instant wanted
 * @param until the instant before which events are wanted
 */
record EventFilter(
        @Nullable UUID run,
        @Nullable String project,
        @Nullable String test,
        @Nullable Integer attempt,
        @Nullable String actor,
        List<String> types,
        @Nullable Instant since,
        @Nullable Instant until) {

    EventFilter {
        types = List.copyOf(types);
    }

    EventFilter ofRun(@Nullable UUID one) {
        return new EventFilter(one, project, test, attempt, actor, types, since, until);
    }
}
