package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one test.
 *
 * @param position from 1, the campaign's; {@link Integer#MAX_VALUE} when the plan was never read
 * @param name absent when the plan was never read
 * @param outcome absent until there is a verdict
 * @param attempt the newest
 * @param log the log as the verdict gives it: one text, cut
 * @param tail the last lines of the newest attempt's log, for a test that is {@link #telling()}; empty otherwise
 * @param attempts all of them, in order
 * @param cases how many cases the newest attempt has
 */
record TestFacts(
        String id,
        int position,
        @Nullable String name,
        @Nullable Long version,
        boolean quarantined,
        String status,
        @Nullable Outcome outcome,
        int attempt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        @Nullable String message,
        @Nullable String log,
        @Nullable Integer logLines,
        @Nullable String logDigest,
        Map<String, String> outputs,
        List<LogEntry> tail,
        List<Attempt> attempts,
        List<File> files,
        RunCounts.Cases cases) {

    /** The status of a test that a worker runs. */
    static final String RUNNING = "running";

    /**
     * One try.
     *
     * @param outcome absent until it ended, and when its worker was lost
     * @param lostAt when its worker fell silent, absent otherwise
     */
    record Attempt(
            int number,
            String reason,
            @Nullable String worker,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant lostAt,
            @Nullable Outcome outcome,
            @Nullable Long durationMs,
            @Nullable String message,
            @Nullable String log,
            @Nullable Integer logLines,
            @Nullable String logDigest,
            List<Action> actions) {

        /** Whether it ended and did not pass, or was lost. */
        boolean didNotPass() {
            return outcome == null ? lostAt != null : outcome != Outcome.PASSED;
        }
    }

    /** @param index from 1 */
    record Action(
            int index,
            int count,
            String type,
            Outcome outcome,
            long durationMs,
            @Nullable String message) {}

    /** What an attempt kept. @param sha256 of the content, lower-case hexadecimal @param key where the content is; never shown */
    record File(int attempt, int number, String name, String mediaType, long size, String sha256, String key) {}

    /** What to call it. */
    String title() {
        return name == null || name.isBlank() ? id : name;
    }

    boolean hasCases() {
        return cases.total() > 0;
    }

    /** Whether the newest attempt passed after another verdict; attempts that were lost with their worker say nothing of the test. */
    boolean flaky() {
        return outcome == Outcome.PASSED && earlier().stream().anyMatch(attempt -> attempt.outcome() != null);
    }

    /** Whether somebody should look at it: it did not pass at once, or it runs. A test that waits or was skipped has nothing to tell. */
    boolean telling() {
        return outcome == null
                ? status.equals(RUNNING)
                : flaky() || outcome != Outcome.PASSED && outcome != Outcome.SKIPPED;
    }

    /** Whether it is an entry of its own where its cases are entries, too. */
    boolean showsItself() {
        return showsItself(outcome, hasCases(), cases.failed() + cases.broken() > 0);
    }

    /** A test that its cases show is not shown a second time: only when none of them tells why it did not pass. */
    static boolean showsItself(@Nullable Outcome outcome, boolean hasCases, boolean hasFailingCases) {
        return !hasCases || outcome != Outcome.PASSED && !hasFailingCases;
    }

    /** The attempts before the newest. */
    List<Attempt> earlier() {
        return attempts.stream().filter(one -> one.number() < attempt).toList();
    }

    /** The newest attempt, when anything is known of it. */
    @Nullable
    Attempt newest() {
        return attempts.stream()
                .filter(one -> one.number() == attempt)
                .findFirst()
                .orElse(null);
    }
}
