/** The Kafka broker: its storage, its settings, its topics and groups. */
@NullMarked
package io.vigie.launcher.kafka;

import org.jspecify.annotations.NullMarked;
