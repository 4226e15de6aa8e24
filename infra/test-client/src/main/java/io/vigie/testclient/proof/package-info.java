/** Proves from what stands in Kafka that runs went as they must, whatever died meanwhile. */
@org.jspecify.annotations.NullMarked
package io.vigie.testclient.proof;
