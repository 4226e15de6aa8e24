/** Puts on topics what this service tells others. */
@NullMarked
package io.vigie.report.publishing;

import org.jspecify.annotations.NullMarked;
