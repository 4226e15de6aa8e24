package io.vigie.report.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some events of all runs, the newest first. @param next absent when there are no more */
record HistoryPage(List<RecordedEvent> events, @Nullable Next next) {

    /** Where the events go on. @param before the place of the last event that was given, for clients opaque @param url the next part */
    record Next(String before, String url) {}
}
