package io.vigie.report.cases;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vigie.contracts.Outcome;
import io.vigie.report.history.Moment;
import io.vigie.report.projection.AsOf;
import io.vigie.service.contract.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some cases of one attempt, in the order in which they ended.
 *
 * @param counts of the whole attempt, whatever the page is narrowed to
 * @param next absent when there are no more so far
 * @param at the moment that was asked for; absent for now
 */
record CasePage(
        String testId,
        int attempt,
        CaseCounts counts,
        List<Case> cases,
        @Nullable Next next,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Moment at,
        AsOf asOf) {

    /**
     * @param number from 1 within the attempt
     * @param suite the runner's own grouping; empty when there is none
     */
    record Case(
            int number,
            String suite,
            String name,
            @Words(of = Outcome.class) String outcome,
            long durationMs,
            @Nullable String message,
            int attempt) {}

    /** Where the cases go on. @param after the number of the last case that was given @param url the next part of the list */
    record Next(int after, String url) {}
}
