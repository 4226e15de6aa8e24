package io.vigie.report.details;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.report.cases.CaseCounts;
import io.vigie.service.contract.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A test as a report lists it: the first three names are a contract with the API's clients.
 *
 * @param status {@code pending}, {@code running}, then {@code passed}, {@code failed} or {@code skipped}
 * @param logs the log as one text, cut; whole by the logs of the test
 * @param order from 1, the campaign's
 * @param outcome the exact verdict, absent before
 * @param quarantined whether it never counts against the run
 * @param queuedReason why a test that is pending waits, in the words of {@code QueueReason}; absent for others
 * @param queuedSince since when it waits for that
 * @param cases results of a real test runner within the newest attempt; absent when there are none
 */
public record TestSummary(
        String testId,

        @Words({"pending", "running", "passed", "failed", "skipped"})
        String status,

        String logs,
        @Nullable String name,
        int order,
        @Words(of = Outcome.class) @Nullable String outcome,
        @Nullable Long durationMs,
        int attempt,
        @Nullable String message,
        @Nullable Integer logLines,
        boolean quarantined,
        @Words(of = QueueReason.class) @Nullable String queuedReason,
        @Nullable Instant queuedSince,
        @Nullable CaseCounts cases) {}
