package io.vigie.report.details;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.report.history.Moment;
import io.vigie.report.projection.AsOf;
import io.vigie.service.contract.Words;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of one attempt's log.
 *
 * @param next what to ask {@code after}, absent when these were the last lines so far
 * @param total how many lines there are so far
 * @param at the moment that was asked for; absent for now
 */
record LogPage(
        String testId,
        int attempt,
        List<Line> lines,
        @Nullable Integer next,
        int total,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Moment at,
        AsOf asOf) {

    /** With a line of ours where there is none of the test's. */
    LogPage saying(Line line) {
        return new LogPage(testId, attempt, List.of(line), null, 1, at, asOf);
    }

    /**
     * @param n from 1
     * @param line the text as the first seed writes it: {@code [HH:MM:SS] text}
     */
    record Line(
            int n, Instant at, @Words(of = LogLevel.class) String level, String text, String line) {}
}
