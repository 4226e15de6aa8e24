package io.vigie.report.details;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vigie.report.history.Moment;
import io.vigie.report.projection.AsOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some tests of a run, in the campaign's order.
 *
 * @param next absent when there are no more
 * @param at the moment that was asked for; absent for now
 */
record TestPage(
        List<TestSummary> tests,
        @Nullable TestCursor next,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Moment at,
        AsOf asOf) {}
