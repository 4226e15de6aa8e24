/** Tells others what happens to runs, as CDEvents: on a topic, and to each webhook that wishes so, signed, until it took them or is given up. */
@NullMarked
package io.vigie.report.outbound;

import org.jspecify.annotations.NullMarked;
