/** The edge to Kafka, and the only room that knows it: records in, dead letters and requests out, positions, lag, the rebuild from history. */
@NullMarked
package io.vigie.report.intake;

import org.jspecify.annotations.NullMarked;
