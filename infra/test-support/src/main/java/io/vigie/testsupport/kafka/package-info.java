/** The Kafka that tests talk to: in a container where a Docker engine answers, else in a JVM beside the test's. */
@NullMarked
package io.vigie.testsupport.kafka;

import org.jspecify.annotations.NullMarked;
