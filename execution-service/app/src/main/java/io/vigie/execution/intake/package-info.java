/** Where messages come in from Kafka; with {@code publishing} the only room that knows it. */
@org.jspecify.annotations.NullMarked
package io.vigie.execution.intake;
