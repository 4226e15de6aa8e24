package io.vigie.gateway.stream;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has come in the stream of one run: the id of a browser event. Everything needed to go on is in it, so any instance
 * of the gateway can resume it, after any restart.
 *
 * <p>As text: {@code <epoch>:<sequence>[.<part>|.last|.end]:<run offset>-<log offset>}. Clients treat it as opaque.
 *
 * @param epoch names the run-events topic as it was created; another epoch means that this history is gone
 * @param sequence the number of the run's event that was delivered last; 0 before the first
 * @param part how many of the browser events made of that event were delivered, or 0 when all were
 * @param stage whether more is to come
 * @param runOffset the offset of the last record of the run's partition of run-events that was delivered wholly, -1 for none
 * @param logOffset the same for test-logs
 */
record StreamPosition(String epoch, long sequence, int part, Stage stage, long runOffset, long logOffset) {

    private static final Pattern TEXT = Pattern.compile(
            "([A-Za-z0-9_-]{1,64}):(\\d{1,18})(?:\\.([1-9]\\d{0,2}|last|end))?:(-1|\\d{1,18})-(-1|\\d{1,18})");

    enum Stage {
        /** The run goes on. */
        RUNNING,
        /** The run's last event was delivered; log lines that come late may follow. */
        LAST,
        /** Nothing follows. */
        END
    }

    static StreamPosition at(String epoch, long sequence, long runOffset, long logOffset) {
        return new StreamPosition(epoch, sequence, 0, Stage.RUNNING, runOffset, logOffset);
    }

    /** The position that the text names, or nothing when it is no position. */
    static Optional<StreamPosition> parse(String text) {
        Matcher match = TEXT.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        String mark = match.group(3);
        Stage stage = switch (mark) {
            case "last" -> Stage.LAST;
            case "end" -> Stage.END;
            case null, default -> Stage.RUNNING;
        };
        int part = mark == null || stage != Stage.RUNNING ? 0 : Integer.parseInt(mark);
        return Optional.of(new StreamPosition(
                match.group(1),
                Long.parseLong(match.group(2)),
                part,
                stage,
                Long.parseLong(match.group(4)),
                Long.parseLong(match.group(5))));
    }

    /** Whether the entry was delivered before this position. */
    boolean isPast(Entry entry) {
        return switch (entry.source()) {
            case LOG -> entry.offset() <= logOffset;
            case RUN ->
                entry.offset() <= runOffset
                        || entry.sequence() < sequence
                        || (entry.sequence() == sequence && part == 0);
        };
    }

    /** How many browser events of the entry were delivered before this position. */
    int deliveredOf(Entry entry) {
        return entry.source() == Entry.Source.RUN && entry.sequence() == sequence ? part : 0;
    }

    /** The position after the first {@code delivered} browser events of an entry that is not past, but not all of them. */
    StreamPosition within(Entry entry, int delivered) {
        return new StreamPosition(epoch, entry.sequence(), delivered, Stage.RUNNING, runOffset, logOffset);
    }

    /** The position after the whole entry. */
    StreamPosition after(Entry entry) {
        return switch (entry.source()) {
            case LOG -> new StreamPosition(epoch, sequence, part, stage, runOffset, entry.offset());
            case RUN ->
                new StreamPosition(
                        epoch,
                        entry.sequence(),
                        0,
                        entry.isTheLast() ? Stage.LAST : Stage.RUNNING,
                        entry.offset(),
                        logOffset);
        };
    }

    /** The same position, where nothing more of the run stands before these offsets. */
    StreamPosition reaching(LiveRuns.Reach next) {
        return new StreamPosition(
                epoch, sequence, part, stage, Math.max(runOffset, next.run() - 1), Math.max(logOffset, next.log() - 1));
    }

    StreamPosition in(Stage stage) {
        return new StreamPosition(epoch, sequence, part, stage, runOffset, logOffset);
    }

    @Override
    public String toString() {
        String mark = switch (stage) {
            case RUNNING -> part == 0 ? "" : "." + part;
            case LAST -> ".last";
            case END -> ".end";
        };
        return epoch + ":" + sequence + mark + ":" + runOffset + "-" + logOffset;
    }
}
