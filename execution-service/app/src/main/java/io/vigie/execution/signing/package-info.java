/** Signs how far the histories of runs have come, in one chain of records that nobody can shorten, reorder or rewrite unseen. */
@NullMarked
package io.vigie.execution.signing;

import org.jspecify.annotations.NullMarked;
