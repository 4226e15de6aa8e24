package io.vigie.report.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** @param bootstrapServers where Kafka is */
@ConfigurationProperties("vigie.kafka")
record KafkaSettings(String bootstrapServers) {}
