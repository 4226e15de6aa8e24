package io.vigie.report.export;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run as a file shows it: a single snapshot, however long the file takes to be written. Tests, cases and logs are handed over one by one and
 * never held: what a reader keeps is all that stays in memory. Not for more than one thread.
 *
 * <p>Every reading may be repeated and gives the same again. An {@link IOException} that a reader throws ends the reading and is thrown on.
 */
interface ExportedRun {

    RunFacts facts();

    RunCounts counts();

    /** What vouches for the run's history, one line each: asked before the snapshot was taken. Empty for a format that does not show the history. */
    List<String> vouching();

    /** The tests of this selection: in the campaign's order. */
    void tests(Selection selection, Reader<TestFacts> reader) throws IOException;

    /** What real test runners told of one attempt, in their order. */
    void cases(String test, int attempt, Reader<CaseFacts> reader) throws IOException;

    /** Every line of every attempt's log that is kept: attempt by attempt, from the first line to the last. */
    void logs(LogReader reader) throws IOException;

    /** Which tests are wanted. */
    enum Selection {
        /** All of them. */
        ALL,
        /** Those without results of a real test runner in their newest attempt. */
        WITHOUT_CASES,
        /** Those with such results. */
        WITH_CASES,
        /** Those that somebody should look at: {@link TestFacts#telling()}. */
        TELLING,
        /** The others. */
        QUIET
    }

    /** Takes one thing after another. */
    @FunctionalInterface
    interface Reader<T> {
        void read(T next) throws IOException;
    }

    /** Takes the lines of logs; another log begins when it is not equal to the one before. */
    @FunctionalInterface
    interface LogReader {
        void read(Log log, LogEntry line) throws IOException;
    }

    /** The log of one attempt. @param digest of the whole log as its verdict recorded it; absent until there is one */
    record Log(String test, int attempt, @Nullable String digest) {}
}
