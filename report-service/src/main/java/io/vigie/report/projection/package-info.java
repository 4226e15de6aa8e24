/**
 * How history becomes rows: one transaction a batch, the position stored beside the rows, one gate that every fact passes once, and the
 * schema that the answers come from. What the rows say is the business of the views in the other rooms.
 */
@NullMarked
package io.vigie.report.projection;

import org.jspecify.annotations.NullMarked;
