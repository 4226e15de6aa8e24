/** Who decided what, when, and what it changed: the decisions of people over a whole project, searched and downloaded as they were written. */
@NullMarked
package io.vigie.report.audit.decisions;

import org.jspecify.annotations.NullMarked;
