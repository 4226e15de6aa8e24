package io.vigie.report.projection;

import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Up to where an answer goes: a client that follows the topics from here on misses nothing and sees nothing twice.
 *
 * @param sequence the last run event that is folded into the answer
 * @param partition of the run's events and logs
 * @param runOffset the last offset of that partition of the run events that is folded, -1 when none is
 * @param logOffset the same for the logs
 * @param lag how many records of these partitions were waiting to be folded; absent when that is not known
 * @param lagMs how old the answer may be, in milliseconds: 0 when nothing was waiting; absent when that is not known
 */
public record AsOf(
        long sequence,
        int partition,
        long runOffset,
        long logOffset,
        @Nullable Long lag,
        @Nullable Long lagMs) {

    /** The answer's header that says how many records wait to be folded. */
    public static final String LAG_HEADER = "X-Vigie-Lag";

    /** A file's header that says the number of the last event of the run's history that the file knows. */
    public static final String SEQUENCE_HEADER = "X-Vigie-Sequence";

    /** Tells it of a file, which has no place for it in its body. */
    public void describe(BiConsumer<String, String> header) {
        header.accept(SEQUENCE_HEADER, Long.toString(sequence));
        header.accept(LAG_HEADER, header(lag));
    }

    /** What that header says: a number of records, or that it is not known. */
    public static String header(@Nullable Long lag) {
        return lag == null ? "unknown" : lag.toString();
    }

    /** What that header says of an answer about all runs. */
    public static String header(ProjectionLag lag) {
        OptionalLong waiting = lag.total();
        return header(waiting.isPresent() ? Long.valueOf(waiting.getAsLong()) : null);
    }
}
