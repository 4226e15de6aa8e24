package io.vigie.report.export;

import java.time.Instant;

/** A line of a log. @param number from 1 within the attempt */
record LogEntry(int number, Instant at, String level, String text) {

    /** The line as its attempt's digest covers it: the SHA-256 of all lines of a log, written so, is the digest that history recorded. */
    String digested() {
        return at + " " + level + " " + text + "\n";
    }
}
