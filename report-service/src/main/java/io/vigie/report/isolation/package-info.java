/** Which slot held which slice, from when to when, and whether any two that lived at the same time shared anything. */
@NullMarked
package io.vigie.report.isolation;

import org.jspecify.annotations.NullMarked;
