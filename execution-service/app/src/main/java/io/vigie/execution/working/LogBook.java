package io.vigie.execution.working;

import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.wire.LogDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The log of one attempt. Lines are masked, made fit to travel and cut, then sent in segments: soon after they are written
 * ({@link LogPace}), at once when a segment is full, and all of them when the book closes. The worker's own lines are always
 * kept; those of actions up to a limit, and the log says when it is reached. Safe for use by several threads.
 */
final class LogBook {

    /** Sends a segment; called in order, one at a time. */
    @FunctionalInterface
    interface Segments {
        void send(int firstLine, List<LogLine> lines);
    }

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final Segments segments;
    private final SecretMask mask;
    private final InstantSource clock;
    private final DateTimeFormatter time;
    private final LogPace.Ticket ticket;
    private final int maxLines;

    private final ReentrantLock lock = new ReentrantLock();
    private final LogDigest digest = new LogDigest();
    private final LogExcerpt excerpt = new LogExcerpt();
    private List<LogLine> pending = new ArrayList<>();
    private int pendingCharacters;
    private int sent;
    private int actionLines;
    private boolean closed;

    LogBook(Segments segments, SecretMask mask, InstantSource clock, ZoneId zone, LogPace pace, int maxLines) {
        this.segments = segments;
        this.mask = mask;
        this.clock = clock;
        this.time = TIME.withZone(zone);
        this.ticket = pace.ticket(this::flush);
        this.maxLines = maxLines;
    }

    /** Hides these from now on, in this log and in all that shares its mask. */
    void conceal(Collection<String> secrets) {
        mask.add(secrets);
    }

    /** The text as the log would show it, for whoever wants only a part of it in a line. */
    String hidden(String text) {
        return mask.hide(text);
    }

    /** A line of the worker's own. */
    void say(LogLevel level, String text) {
        lock.lock();
        try {
            if (!closed) {
                write(level, text, "");
            }
        } finally {
            lock.unlock();
        }
    }

    /** What an action says; each line carries the prefix. */
    void relay(LogLevel level, String text, String prefix) {
        lock.lock();
        try {
            if (closed || actionLines > maxLines) {
                return;
            }
            write(level, text, prefix);
        } finally {
            lock.unlock();
        }
    }

    private void write(LogLevel level, String text, String prefix) {
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String hidden = mask.hide(text);
        if (hidden.isEmpty()) {
            append(at, level, prefix.stripTrailing());
            return;
        }
        for (String line : (Iterable<String>) Texts.lines(hidden)::iterator) {
            if (!prefix.isEmpty() && ++actionLines > maxLines) {
                append(
                        at,
                        LogLevel.WARNING,
                        "⚠️ Journal limité à " + maxLines + " lignes : les suivantes des actions ne sont pas gardées");
                return;
            }
            append(at, level, prefix + line);
        }
    }

    private void append(Instant at, LogLevel level, String text) {
        LogLine line = new LogLine(at, level, Texts.cut(Texts.fit(text), LogSegment.MAX_LINE_LENGTH));
        if (pending.size() >= LogSegment.MAX_LINES
                || pendingCharacters + line.text().length() > LogSegment.MAX_CHARACTERS) {
            send();
        }
        if (pending.isEmpty()) {
            ticket.lineIsWaiting();
        }
        pending.add(line);
        pendingCharacters += line.text().length();
        digest.add(line);
        excerpt.add("[" + time.format(at) + "] " + line.text());
    }

    private void flush() {
        lock.lock();
        try {
            if (!closed) {
                send();
            }
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        if (!pending.isEmpty()) {
            segments.send(sent + 1, List.copyOf(pending));
            sent += pending.size();
            pending = new ArrayList<>();
            pendingCharacters = 0;
        }
    }

    /** Sends what is left and ends the log; later lines are dropped. */
    Closed close() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("Expected to close a log once, but it is closed.");
            }
            send();
            closed = true;
            ticket.cancel();
            return new Closed(excerpt.text(), sent, digest.finish());
        } finally {
            lock.unlock();
        }
    }

    /** What the verdict says of the log. @param lines how many the whole has; @param digest of the whole */
    record Closed(String excerpt, int lines, String digest) {}
}
