package io.vigie.report.progress;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.words.SeedWords;
import io.vigie.report.details.TestCursor;
import io.vigie.report.details.TestSummary;
import io.vigie.report.projection.AsOf;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A report in the words of the API: the first nine names are a contract with its clients, the others say more.
 *
 * @param details the report's name
 * @param outcome so far; final when the status is {@code completed} or {@code failed}
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
        String campaignName,
        int parallelism,
        String launchedBy,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        Counts counts,
        @Nullable String error) {

    /** @param waiting tests that have no verdict yet */
    record Counts(
            int total,
            int waiting,
            int passed,
            int failed,
            int broken,
            int skipped,
            int cancelled,
            int timedOut,
            int interrupted) {}

    /**
     * @param tests in the campaign's order: all of them, or the first ones
     * @param testsNext where the other tests are, absent when these are all
     */
    record WithTests(
            @JsonUnwrapped ReportSummary report,
            List<TestSummary> tests,
            @Nullable TestCursor testsNext,
            AsOf asOf) {}

    static ReportSummary of(ReportRow row) {
        Phase phase = Phase.valueOf(row.phase.toUpperCase(Locale.ROOT));
        Outcome outcome = Outcome.valueOf(row.outcome.toUpperCase(Locale.ROOT).replace('-', '_'));
        int ended = row.passed + row.failed + row.broken + row.skipped + row.cancelled + row.timedOut + row.interrupted;
        return new ReportSummary(
                row.runId.toString(),
                row.campaignId,
                row.launchedAt,
                row.name,
                row.environment,
                row.status,
                row.progress,
                row.stopOnFailure,
                SeedWords.reportResult(phase, outcome),
                row.outcome,
                row.campaignName,
                row.parallelism,
                row.launchedBy,
                row.startedAt,
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
                        row.interrupted),
                row.error);
    }
}
