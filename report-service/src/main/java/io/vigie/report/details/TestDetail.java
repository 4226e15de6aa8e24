package io.vigie.report.details;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vigie.report.projection.AsOf;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A test with all its attempts. @param outputs the test's variables at its end */
record TestDetail(
        @JsonUnwrapped TestSummary test,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        Map<String, String> outputs,
        List<Attempt> attempts,
        AsOf asOf) {

    /**
     * @param reason why it was queued: {@code planned}, or because an earlier attempt did not end
     * @param lostAt when its worker fell silent, absent otherwise
     */
    record Attempt(
            int attempt,
            String reason,
            @Nullable String worker,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant lostAt,
            @Nullable String outcome,
            @Nullable Long durationMs,
            @Nullable String message,
            @Nullable Integer logLines,
            List<Action> actions) {}

    /** @param index from 1 */
    record Action(
            int index,
            int count,
            String type,
            String outcome,
            long durationMs,
            @Nullable String message) {}
}
