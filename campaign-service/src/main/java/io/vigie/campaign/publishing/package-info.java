/** The way out to Kafka: forwards the events of the store, in order, and writes nothing else. */
@org.jspecify.annotations.NullMarked
package io.vigie.campaign.publishing;
