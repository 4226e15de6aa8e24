/** The record of every run: each event as it was written, in order, to be read, searched, downloaded and verified; and what a moment of it is. */
@NullMarked
package io.vigie.report.history;

import org.jspecify.annotations.NullMarked;
