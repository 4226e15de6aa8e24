/** What real test runners found inside tests: their cases in order, and how many ended how. */
@NullMarked
package io.vigie.report.cases;

import org.jspecify.annotations.NullMarked;
