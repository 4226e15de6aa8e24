package io.vigie.testclient;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Topics;
import io.vigie.contracts.Topics.Topic;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What an auditor reads from Kafka: committed records only, all of a topic. */
public final class History {

    private final String kafka;

    private History(String kafka) {
        this.kafka = kafka;
    }

    public static History of(Vigie vigie) {
        return new History(vigie.kafka());
    }

    public List<ConsumerRecord<String, byte[]>> records(Topic topic) {
        return records(topic.name());
    }

    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        forEach(topic, records::add);
        return records;
    }

    /** Reads a whole topic without keeping it. */
    public void forEach(Topic topic, Consumer<ConsumerRecord<String, byte[]>> reader) {
        forEach(topic.name(), reader);
    }

    private void forEach(String topic, Consumer<ConsumerRecord<String, byte[]>> reader) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(reader);
            }
        }
    }

    /** The history of one run; fails unless it is numbered without a gap and each hash is the one that its content gives. */
    public List<RunEvent> of(String run) {
        List<RunEvent> events = new ArrayList<>();
        String previous = Link.GENESIS;
        for (ConsumerRecord<String, byte[]> record : records(Topics.RUN_EVENTS)) {
            if (run.equals(record.key())) {
                Envelope<?> envelope = KafkaMessages.read(record);
                Link link = envelope.link();
                if (link == null || link.sequence() != events.size() + 1 || !HashChain.verifies(envelope, previous)) {
                    throw new AssertionError("Expected event %d of run %s to follow the one before, but found %s."
                            .formatted(events.size() + 1, run, envelope));
                }
                previous = link.hash();
                events.add((RunEvent) envelope.message());
            }
        }
        return events;
    }
}
