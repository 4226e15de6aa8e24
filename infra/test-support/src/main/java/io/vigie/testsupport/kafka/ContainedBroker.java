package io.vigie.testsupport.kafka;

import java.util.Locale;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** The broker in a container; the container's keeper removes it when this JVM is gone. */
final class ContainedBroker {

    private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.2.1");

    private ContainedBroker() {}

    @SuppressWarnings("resource") // lives as long as the JVM, and is removed by the keeper afterwards
    static String start() {
        KafkaContainer container = new KafkaContainer(IMAGE);
        BrokerSettings.forTests().forEach((key, value) -> container.withEnv(asVariable(key), value));
        container.start();
        return container.getBootstrapServers();
    }

    /** The image reads {@code a.b.c} from {@code KAFKA_A_B_C}. */
    private static String asVariable(String key) {
        return "KAFKA_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }
}
