package io.vigie.report.details;

import io.vigie.report.projection.AsOf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some tests of a run, in the campaign's order. @param next absent when there are no more */
record TestPage(List<TestSummary> tests, @Nullable TestCursor next, AsOf asOf) {}
