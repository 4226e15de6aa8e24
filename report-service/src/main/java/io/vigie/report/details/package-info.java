/** The inside of a run: its tests in order, each with its attempts, their actions and their logs. */
@NullMarked
package io.vigie.report.details;

import org.jspecify.annotations.NullMarked;
