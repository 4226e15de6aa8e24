package io.vigie.report.export;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Shows the end of a log as one text, as the pages of the application show it. */
@Component
class Logs {

    private static final int LONGEST = 20_000;

    private final DateTimeFormatter clock;

    Logs(@Value("${vigie.time-zone:}") String zone) {
        this.clock = DateTimeFormatter.ofPattern("HH:mm:ss")
                .withZone(zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone));
    }

    /** The last lines of the newest attempt, or what its verdict says of it; empty when nothing is known. Bounded. */
    String endOf(TestFacts test) {
        List<LogEntry> tail = test.tail();
        if (tail.isEmpty()) {
            return cut(test.log());
        }
        StringBuilder text = new StringBuilder();
        for (LogEntry line : tail) {
            text.append('[')
                    .append(clock.format(line.at()))
                    .append("] ")
                    .append(line.text())
                    .append('\n');
        }
        return cut(text.toString());
    }

    /** What the verdict says of an earlier attempt. */
    String endOf(TestFacts.Attempt attempt) {
        return cut(attempt.log());
    }

    private static String cut(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= LONGEST ? text : text.substring(text.length() - LONGEST);
    }
}
