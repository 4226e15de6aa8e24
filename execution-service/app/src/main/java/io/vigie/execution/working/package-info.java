/** Runs slices of tests in slots and says what happens; knows neither Kafka nor how a run is decided. */
@NullMarked
package io.vigie.execution.working;

import org.jspecify.annotations.NullMarked;
