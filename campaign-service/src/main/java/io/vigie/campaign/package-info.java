/** The decisions of people: their commands become events in PostgreSQL, and the events go to Kafka. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign;
