/** Where messages go out to Kafka; with {@code intake} the only room that knows it. */
@org.jspecify.annotations.NullMarked
package io.vigie.execution.publishing;
