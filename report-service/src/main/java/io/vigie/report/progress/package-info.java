/** The report of a run as a whole: what was launched, where it stands, how it counts; the list of reports and its removal. */
@NullMarked
package io.vigie.report.progress;

import org.jspecify.annotations.NullMarked;
