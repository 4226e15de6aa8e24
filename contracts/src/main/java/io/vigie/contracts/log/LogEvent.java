package io.vigie.contracts.log;

import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What a test says while it runs, on {@code vigie.test-logs.v1}, keyed by run id. */
public sealed interface LogEvent extends Message {

    /**
     * Consecutive lines of one attempt. A repeated segment has the same first line, so a reader can drop it.
     *
     * @param firstLine the number of the first line, from 1 within the attempt
     */
    record LogSegment(ProjectId projectId, RunId runId, TestId testId, int attempt, int firstLine, List<LogLine> lines)
            implements LogEvent {

        /** The most lines in one segment. */
        public static final int MAX_LINES = 200;

        /** The longest line, in characters; what is longer is cut by the worker, which says so at its end. */
        public static final int MAX_LINE_LENGTH = 2_000;

        /** The most characters in all lines of one segment: it keeps the message below its limit in any script. */
        public static final int MAX_CHARACTERS = 100_000;
    }

    /** @param text without the time, secrets already masked; it never holds a line break */
    record LogLine(Instant at, LogLevel level, String text) {}

    enum LogLevel {
        INFO,
        WARNING,
        ERROR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
