package io.vigie.report.details;

import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.report.history.Moment;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/**
 * Reads lines out of segments: of the worker that started the attempt, so that they are those which the verdict's digest vouches for. Until
 * the start is known, or where a segment does not say who wrote it, segments may overlap; each line is given once, the first that is found.
 */
@Component
class LogLines {

    private final TestRows rows;
    private final ZoneId zone;
    private final DateTimeFormatter clock;

    LogLines(TestRows rows, @Value("${vigie.time-zone}") String zone) {
        this.rows = rows;
        this.zone = zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone);
        this.clock = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(this.zone);
    }

    /** Where the times of lines are read off. */
    ZoneId zone() {
        return zone;
    }

    /** The lines after this one, in order. */
    List<LogPage.Line> after(UUID run, String test, int attempt, int after, int limit) {
        List<LogPage.Line> lines = new ArrayList<>();
        int last = after;
        // A page rarely needs more segments than this at once; the loop goes on when it does.
        int atOnce = Math.min(limit, 32);
        while (lines.size() < limit) {
            List<SegmentRow> segments =
                    rows.segments(run, test, attempt, last - LogSegment.MAX_LINES, last, Limit.of(atOnce));
            for (SegmentRow segment : segments) {
                LogLine[] content = MessageJson.mapper().readValue(segment.lines, LogLine[].class);
                for (int i = 0; i < content.length && lines.size() < limit; i++) {
                    int number = segment.firstLine + i;
                    if (number > last) {
                        lines.add(line(number, content[i]));
                        last = number;
                    }
                }
            }
            if (segments.size() < atOnce) {
                break;
            }
        }
        return lines;
    }

    /**
     * How many of these lines there were at a moment: those before the first one that is later. Found by halving, since lines come in the order of
     * their times.
     *
     * @param total how many there are
     */
    int countAt(UUID run, String test, int attempt, int total, Moment at) {
        int there = 0;
        int last = total;
        while (there < last) {
            int middle = there + (last - there + 1) / 2;
            boolean known = after(run, test, attempt, middle - 1, 1).stream().allMatch(line -> at.knows(line.at()));
            if (known) {
                there = middle;
            } else {
                last = middle - 1;
            }
        }
        return there;
    }

    /** How many lines there are so far. */
    int count(UUID run, String test, int attempt) {
        return rows.lastLines(run, test, attempt, Limit.of(1)).stream()
                .findFirst()
                .orElse(0);
    }

    private LogPage.Line line(int number, LogLine line) {
        return new LogPage.Line(
                number,
                line.at(),
                line.level().toString(),
                line.text(),
                "[" + clock.format(line.at()) + "] " + line.text());
    }
}
