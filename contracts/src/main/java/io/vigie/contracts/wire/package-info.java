/** How a message travels: CloudEvents in Kafka's binary mode, canonical JSON, the hash chain. */
@org.jspecify.annotations.NullMarked
package io.vigie.contracts.wire;
