/** Gives a test class a real Kafka and a real PostgreSQL by one annotation, {@link io.vigie.testsupport.RealKafkaAndPostgres}. */
@NullMarked
package io.vigie.testsupport;

import org.jspecify.annotations.NullMarked;
