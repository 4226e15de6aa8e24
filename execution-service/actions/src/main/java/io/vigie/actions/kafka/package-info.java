/** The action {@code kafka}: sends a record to the tested system's Kafka, or waits for one. */
@NullMarked
package io.vigie.actions.kafka;

import org.jspecify.annotations.NullMarked;
