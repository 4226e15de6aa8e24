package io.vigie.report.progress;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vigie.report.projection.AsOf;

/** A report as a row of a list. @param asOf up to where this row goes: rows of one list may stand at different places of their runs */
record ListedReport(@JsonUnwrapped ReportSummary report, AsOf asOf) {}
