package io.vigie.report.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vigie.report.projection.AsOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some events of a run, in order. @param next absent when there are no more so far */
record EventPage(List<RecordedEvent> events, @Nullable Next next, AsOf asOf) {

    /**
     * Where the events go on.
     *
     * @param after the number of the last event that was given, when they are read forwards
     * @param before the number of the first one, when they are read backwards
     * @param url the next part of the list
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Next(@Nullable Long after, @Nullable Long before, String url) {}
}
