package io.vigie.report.details;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.report.artifacts.Artifact;
import io.vigie.report.cases.CaseCounts;
import io.vigie.report.history.Moment;
import io.vigie.report.projection.AsOf;
import io.vigie.service.contract.Words;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test with all its attempts.
 *
 * @param outputs the test's variables at its end
 * @param artifacts what its attempts kept: the first ones, the others by the artifacts of the test
 * @param at the moment that was asked for; absent for now
 */
record TestDetail(
        @JsonUnwrapped TestSummary test,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Map<String, String> outputs,
        List<Attempt> attempts,
        List<Artifact> artifacts,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Moment at,
        AsOf asOf) {

    /**
     * @param reason why there is this attempt: {@code planned}, or what became of the one before
     * @param queuedAt since when the test waited for it; absent for the first attempt
     * @param logDigest SHA-256 of the whole log, lower-case hexadecimal
     * @param cases results of a real test runner; absent when there are none
     * @param lostAt when its worker fell silent, absent otherwise
     */
    record Attempt(
            int attempt,
            @Words(of = QueueReason.class) String reason,
            @Nullable Instant queuedAt,
            @Nullable String worker,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant lostAt,
            @Words(of = Outcome.class) @Nullable String outcome,
            @Nullable Long durationMs,
            @Nullable String message,
            @Nullable Integer logLines,
            @Nullable String logDigest,
            @Nullable CaseCounts cases,
            List<Action> actions) {}

    /** @param index from 1 */
    record Action(
            int index,
            int count,
            String type,
            @Words(of = Outcome.class) String outcome,
            long durationMs,
            @Nullable String message) {}
}
