package io.vigie.gateway.stream;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.LiveRuns.Reach;
import org.jspecify.annotations.Nullable;

/** The past of runs, as the topics keep it. Safe for any thread; calls block. */
public interface RunHistory {

    /**
     * Opens a reader of everything that the topics hold of a run between two places, in order.
     *
     * @param from the first offsets to read
     * @param until the offsets before which reading ends
     * @param beginning whether to begin later where records were deleted by age; else that is an error
     * @throws HistoryGone when the topics do not hold what {@code from} says
     */
    PastReader open(RunId run, Reach from, Reach until, boolean beginning) throws HistoryGone, InterruptedException;

    /** Where the topics end for this run: the offsets that the next records would have. */
    Reach end(RunId run) throws InterruptedException;

    /** A place before the first record of a run, found by the instant that its id holds. */
    Reach beginning(RunId run) throws InterruptedException;

    /** Reads on. One thread at a time. */
    interface PastReader extends AutoCloseable {

        /** The next entry, or null when none came in that time or nothing is left. */
        @Nullable
        Entry next(long waitMillis) throws InterruptedException;

        /** Whether everything was read. */
        boolean isDone();

        /** Before which offsets nothing of the run is left, once it is done. */
        Reach reached();

        @Override
        void close();
    }

    /** The topics do not hold this part of the history, or never did. */
    final class HistoryGone extends Exception {

        private static final long serialVersionUID = 1L;

        public HistoryGone(String message) {
            super(message, null, false, false);
        }
    }

    /** Kafka does not answer. */
    final class HistoryAway extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public HistoryAway(Throwable cause) {
            super("Expected Kafka to answer, but it does not.", cause);
        }
    }
}
