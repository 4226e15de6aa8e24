package io.vigie.report.progress;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vigie.contracts.Phase;
import io.vigie.contracts.words.SeedWords;
import io.vigie.report.cases.CaseCounts;
import io.vigie.report.details.TestCursor;
import io.vigie.report.details.TestSummary;
import io.vigie.report.projection.AsOf;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report in the words of the API: the first nine names are a contract with its clients, the others say more.
 *
 * @param details the report's name
 * @param outcome so far; final when the status is {@code completed} or {@code failed}
 * @param kind {@code campaign}, or {@code trial} for one test alone
 * @param phase {@code pending}, {@code running}, {@code cancelling} or {@code finished}
 * @param stop who wants or wanted the run to be ended before its time, and why; absent when nobody did
 * @param error what the system could not do, when it could not carry on
 */
record ReportSummary(
        @JsonProperty("_id") String id,
        String campainId,
        Instant dateCreated,
        String details,
        String filiere,
        String status,
        int progress,
        boolean stopOnFailure,
        String result,
        String outcome,
        String kind,
        String phase,
        String campaignName,
        int parallelism,
        Options options,
        String launchedBy,
        @Nullable Instant startedAt,
        @Nullable Stop stop,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        Counts counts,
        @Nullable String error) {

    /** How the launch wanted its run to be carried out. Times in milliseconds; what is absent has no limit of the launch's own. */
    record Options(
            boolean stopOnFailure,
            int parallelism,
            int retries,
            @Nullable Long testTimeoutMs,
            @Nullable Long runTimeoutMs,
            @Nullable Integer environmentCap,
            boolean keepFailedWork) {}

    /** @param reason {@code cancelled} or {@code timed-out} */
    record Stop(
            String reason,
            @Nullable String requestedBy,
            @Nullable Instant requestedAt) {}

    /**
     * @param waiting tests that have no verdict yet
     * @param muted those that did not pass and do not count against the run, because they are quarantined
     */
    record Counts(
            int total,
            int waiting,
            int passed,
            int failed,
            int broken,
            int skipped,
            int cancelled,
            int timedOut,
            int interrupted,
            int muted) {}

    /**
     * @param cases results of real test runners within the tests' newest attempts; absent when there are none
     * @param tests in the campaign's order: all of them, or the first ones
     * @param testsNext where the other tests are, absent when these are all
     */
    record WithTests(
            @JsonUnwrapped ReportSummary report,
            @Nullable CaseCounts cases,
            List<TestSummary> tests,
            @Nullable TestCursor testsNext,
            AsOf asOf) {}

    static ReportSummary of(ReportRow row) {
        Phase phase = row.shownPhase();
        int ended = row.passed + row.failed + row.broken + row.skipped + row.cancelled + row.timedOut + row.interrupted;
        String stopReason = row.stopReason;
        return new ReportSummary(
                row.runId.toString(),
                row.campaignId,
                row.launchedAt,
                row.name,
                row.environment,
                row.status,
                row.progress,
                row.stopOnFailure,
                SeedWords.reportResult(phase, row.verdict()),
                row.outcome,
                row.kind,
                phase.toString(),
                row.campaignName,
                row.parallelism,
                new Options(
                        row.stopOnFailure,
                        row.parallelism,
                        row.retries,
                        row.testTimeoutMs,
                        row.runTimeoutMs,
                        row.environmentCap,
                        row.keepFailedWork),
                row.launchedBy,
                row.startedAt,
                stopReason == null ? null : new Stop(stopReason, row.stopRequestedBy, row.stopRequestedAt),
                row.finishedAt,
                row.durationMs,
                new Counts(
                        row.total,
                        Math.max(0, row.total - ended),
                        row.passed,
                        row.failed,
                        row.broken,
                        row.skipped,
                        row.cancelled,
                        row.timedOut,
                        row.interrupted,
                        row.muted),
                row.error);
    }
}
