package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record of a run, decoded once, with what browsers are told of it.
 *
 * @param offset where the record stands in its partition
 * @param sequence the event's number in the run's history; 0 for log lines
 * @param timestamp when the record was written, by the clock of its writer, in milliseconds
 * @param arrival when it came here, by our clock, in milliseconds
 * @param attempt the attempt it speaks of, if it starts, logs or finishes one
 * @param worker who started the attempt, or wrote the log lines; null when it is neither, or when nobody says
 * @param line for log lines the number of the last one; for a finished attempt how many lines its log has
 * @param events what browsers are told; may be nothing
 * @param steps what it was to those who were told of it last
 */
public record Entry(
        RunId run,
        Source source,
        Kind kind,
        long offset,
        long sequence,
        long timestamp,
        long arrival,
        @Nullable Attempt attempt,
        @Nullable String worker,
        int line,
        List<BrowserEvent> events,
        Step.Memory steps) {

    /** Roughly what an entry takes beside its browser events, in bytes. */
    private static final int OVERHEAD = 200;

    /** Which of the two topics a record stands in. */
    public enum Source {
        RUN,
        LOG
    }

    /** What the order of a run's two topics depends on. */
    enum Kind {
        TEST_STARTED,
        TEST_LOG,
        /** With a verdict, or with another attempt to follow. */
        ATTEMPT_FINISHED,
        /** The attempt is over without a verdict. */
        ATTEMPT_LOST,
        /** The last event of the run. */
        RUN_ENDED,
        OTHER
    }

    /** One attempt of one test. */
    record Attempt(TestId test, int number) {}

    static Entry of(BrowserEvents words, RunEvent event, long sequence, long offset, long timestamp, long arrival) {
        Kind kind = switch (event) {
            case RunEvent.TestStarted started -> Kind.TEST_STARTED;
            case RunEvent.AttemptFinished finished -> Kind.ATTEMPT_FINISHED;
            case RunEvent.TestFinished finished -> Kind.ATTEMPT_FINISHED;
            case RunEvent.AttemptLost lost -> Kind.ATTEMPT_LOST;
            case RunEvent.RunFinished finished -> Kind.RUN_ENDED;
            case RunEvent.RunFailed failed -> Kind.RUN_ENDED;
            case RunEvent.RunStarted started -> Kind.OTHER;
            case RunEvent.TestQueued queued -> Kind.OTHER;
            case RunEvent.ActionFinished action -> Kind.OTHER;
            case RunEvent.TestSkipped skipped -> Kind.OTHER;
            case RunEvent.CasesFinished cases -> Kind.OTHER;
            case RunEvent.ArtifactStored artifact -> Kind.OTHER;
            case RunEvent.SliceStarted slice -> Kind.OTHER;
            case RunEvent.SliceEnded slice -> Kind.OTHER;
            case RunEvent.RunCancelling cancelling -> Kind.OTHER;
        };
        Attempt attempt = switch (event) {
            case RunEvent.TestStarted started -> new Attempt(started.testId(), started.attempt());
            case RunEvent.TestFinished finished -> new Attempt(finished.testId(), finished.attempt());
            case RunEvent.AttemptFinished finished -> new Attempt(finished.testId(), finished.attempt());
            case RunEvent.AttemptLost lost -> new Attempt(lost.testId(), lost.attempt());
            default -> null;
        };
        String worker = event instanceof RunEvent.TestStarted started
                ? started.workerId().value()
                : null;
        int line = switch (event) {
            case RunEvent.TestFinished finished -> finished.logLines();
            case RunEvent.AttemptFinished finished -> finished.logLines();
            default -> 0;
        };
        return new Entry(
                event.runId(),
                Source.RUN,
                kind,
                offset,
                sequence,
                timestamp,
                arrival,
                attempt,
                worker,
                line,
                words.of(event),
                new Step.Memory());
    }

    /** @param worker who wrote the segment, or null when it does not say */
    static Entry of(
            BrowserEvents words,
            LogSegment segment,
            @Nullable String worker,
            long offset,
            long timestamp,
            long arrival) {
        return new Entry(
                segment.runId(),
                Source.LOG,
                Kind.TEST_LOG,
                offset,
                0,
                timestamp,
                arrival,
                new Attempt(segment.testId(), segment.attempt()),
                worker,
                segment.firstLine() + segment.lines().size() - 1,
                List.of(words.of(segment)),
                new Step.Memory());
    }

    /** Whether it is the last event of its run. */
    public boolean isTheLast() {
        return kind == Kind.RUN_ENDED;
    }

    /** The same place in its topic, of which browsers are told nothing. */
    Entry silenced() {
        return new Entry(
                run,
                source,
                kind,
                offset,
                sequence,
                timestamp,
                arrival,
                attempt,
                worker,
                line,
                List.of(),
                new Step.Memory());
    }

    /** What it is to a client that stands at a place before it. */
    Step stepFrom(StreamPosition position) {
        return steps.of(this, position);
    }

    /** Roughly the memory that it takes, in bytes. */
    int size() {
        int size = OVERHEAD;
        for (BrowserEvent event : events) {
            size += event.json().length;
        }
        return size;
    }
}
