package io.vigie.gateway.stream;

import io.vigie.gateway.stream.Entry.Attempt;
import io.vigie.gateway.stream.Entry.Kind;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the two topics of one run into one order: the lines of an attempt after its start and before its end.
 *
 * <p>Log lines come straight from the worker; the events come through the coordinator, some ten milliseconds later. So a line waits
 * for its attempt's start, and an end waits for the lines that it counts, both for a bounded time. Within each topic the order
 * never changes: that is what makes a pair of offsets a position. No entry is ever dropped.
 *
 * <p>A task that comes twice may be taken by two workers before one of them is told to let go. Only the reports of one of them count, so
 * only its lines are told: those of another worker than the one that started the attempt pass without a word.
 *
 * <p>Pure: time comes in from outside. Not thread-safe.
 */
public final class RunOrder {

    /** How long a line waits for the start of its attempt, in milliseconds. */
    static final long PATIENCE_FOR_START = 1_000;

    /** How long the end of an attempt waits for its lines, in milliseconds. */
    static final long PATIENCE_FOR_LINES = 500;

    /** Of how many attempts that are over it is remembered who carried them out. */
    private static final int REMEMBERED = 256;

    private final ArrayDeque<Entry> runs = new ArrayDeque<>();
    private final ArrayDeque<Entry> logs = new ArrayDeque<>();
    private final Map<Attempt, UnderWay> underWay = new HashMap<>();
    /** The workers of attempts that are over, the oldest first. */
    private final Map<Attempt, String> over = new LinkedHashMap<>();

    /**
     * @param worker who started the attempt, as far as is known
     * @param lastLine its last line that has passed
     */
    private record UnderWay(@Nullable String worker, int lastLine) {

        static final UnderWay UNKNOWN = new UnderWay(null, 0);

        UnderWay startedBy(@Nullable String starter) {
            return new UnderWay(starter, lastLine);
        }

        UnderWay upTo(int line) {
            return new UnderWay(worker, Math.max(lastLine, line));
        }
    }

    /**
     * How far one topic has been read.
     *
     * @param timestamp of the last record read, by the clock of its writer
     * @param now our own clock; {@link Long#MIN_VALUE} where waiting is a matter of reading on, not of time
     */
    public record Side(State state, long timestamp, long now) {

        /** How long, by our clock, an entry waits for a topic that is behind, only for the sake of the order. */
        private static final long PATIENCE_FOR_ORDER = 200;

        public static final Side CLOSED = new Side(State.CLOSED, Long.MAX_VALUE, Long.MAX_VALUE);

        public static Side behind(long timestamp) {
            return new Side(State.BEHIND, timestamp, Long.MIN_VALUE);
        }

        public static Side behind(long timestamp, long now) {
            return new Side(State.BEHIND, timestamp, now);
        }

        public static Side caughtUp(long now) {
            return new Side(State.CAUGHT_UP, Long.MAX_VALUE, now);
        }

        /** Whether nothing can come any more that belongs before the entry plus some patience. */
        private boolean hasPassed(Entry entry, long patience) {
            return switch (state) {
                case BEHIND ->
                    timestamp > entry.timestamp() + patience
                            || now >= entry.arrival() + Math.max(patience, PATIENCE_FOR_ORDER);
                case CAUGHT_UP -> now >= entry.arrival() + patience;
                case CLOSED -> true;
            };
        }
    }

    /** Where a reader stands in one topic. */
    public enum State {
        /** Older records are still to be read. */
        BEHIND,
        /** Everything written so far was read. */
        CAUGHT_UP,
        /** Nothing more will be read. */
        CLOSED
    }

    /** Takes an entry; those of one source come in the order of their offsets. */
    public void offer(Entry entry) {
        (entry.source() == Entry.Source.RUN ? runs : logs).add(entry);
    }

    /** How many entries of a source wait. */
    public int waiting(Entry.Source source) {
        return source == Entry.Source.RUN ? runs.size() : logs.size();
    }

    public boolean isEmpty() {
        return runs.isEmpty() && logs.isEmpty();
    }

    /** The next entry in order, or null as long as it is better to wait. */
    public @Nullable Entry next(Side runSide, Side logSide) {
        Entry event = runs.peek();
        Entry lines = logs.peek();
        if (event == null && lines == null) {
            return null;
        }
        if (event == null) {
            return hasStarted(lines) && runSide.hasPassed(lines, 0) || runSide.hasPassed(lines, PATIENCE_FOR_START)
                    ? pass(logs)
                    : null;
        }
        if (lines == null) {
            return hasItsLines(event) && logSide.hasPassed(event, 0) || logSide.hasPassed(event, PATIENCE_FOR_LINES)
                    ? pass(runs)
                    : null;
        }
        boolean eventIsReady = hasItsLines(event) || logSide.hasPassed(event, PATIENCE_FOR_LINES);
        boolean linesAreReady = hasStarted(lines) || runSide.hasPassed(lines, PATIENCE_FOR_START);
        if (eventIsReady && linesAreReady) {
            return pass(belongBefore(lines, event) ? logs : runs);
        }
        // When both wait, the lines that the event waits for stand behind these: they go first.
        return pass(eventIsReady ? runs : logs);
    }

    /** Whether lines go before an event that stands beside them: by their time, with room for the clocks of two writers. */
    private boolean belongBefore(Entry lines, Entry event) {
        if (!hasStarted(lines) && startIsHere(lines)) {
            return false;
        }
        return hasItsLines(event)
                ? lines.timestamp() < event.timestamp()
                : lines.timestamp() <= event.timestamp() + PATIENCE_FOR_LINES;
    }

    private boolean startIsHere(Entry lines) {
        return runs.stream()
                .anyMatch(
                        event -> event.kind() == Kind.TEST_STARTED && Objects.equals(event.attempt(), lines.attempt()));
    }

    private boolean hasStarted(@Nullable Entry lines) {
        if (lines == null || lines.attempt() == null) {
            return false;
        }
        Attempt attempt = lines.attempt();
        return underWay.containsKey(attempt) || isOfAnotherWorker(lines, attempt);
    }

    private boolean isOfAnotherWorker(Entry lines, Attempt attempt) {
        UnderWay started = underWay.get(attempt);
        String starter = started == null ? over.get(attempt) : started.worker();
        return starter != null && lines.worker() != null && !starter.equals(lines.worker());
    }

    private boolean hasItsLines(Entry event) {
        return event.kind() != Kind.ATTEMPT_FINISHED
                || event.attempt() == null
                || underWay.getOrDefault(event.attempt(), UnderWay.UNKNOWN).lastLine() >= event.line();
    }

    private Entry pass(ArrayDeque<Entry> from) {
        Entry entry = from.remove();
        Attempt attempt = entry.attempt();
        if (attempt != null) {
            UnderWay before = underWay.getOrDefault(attempt, UnderWay.UNKNOWN);
            switch (entry.kind()) {
                case TEST_STARTED -> underWay.put(attempt, before.startedBy(entry.worker()));
                case TEST_LOG -> {
                    if (isOfAnotherWorker(entry, attempt)) {
                        return entry.silenced();
                    }
                    underWay.put(attempt, before.upTo(entry.line()));
                }
                case ATTEMPT_FINISHED, ATTEMPT_LOST -> finish(attempt);
                case RUN_ENDED, OTHER -> {}
            }
        }
        if (entry.isTheLast()) {
            underWay.clear();
        }
        return entry;
    }

    private void finish(Attempt attempt) {
        UnderWay finished = underWay.remove(attempt);
        if (finished == null || finished.worker() == null) {
            return;
        }
        over.put(attempt, finished.worker());
        if (over.size() > REMEMBERED) {
            Iterator<String> oldest = over.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
