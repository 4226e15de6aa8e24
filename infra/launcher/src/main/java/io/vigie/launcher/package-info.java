/** Starts the whole of Vigie on one machine, watches over it and stops it: what stands behind {@code ./vigie}. */
@NullMarked
package io.vigie.launcher;

import org.jspecify.annotations.NullMarked;
