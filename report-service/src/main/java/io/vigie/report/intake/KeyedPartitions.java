package io.vigie.report.intake;

import io.vigie.contracts.Topics;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.RunPartitions;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Where Kafka's default partitioner puts what is keyed by a run's id. The number of partitions is asked for once: to change it would break the order. */
@Component
class KeyedPartitions implements RunPartitions {

    private final KafkaTemplate<String, byte[]> kafka;
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    KeyedPartitions(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public Partition ofHistory(UUID run) {
        return of(Topics.RUN_EVENTS.name(), run);
    }

    @Override
    public Partition ofLogs(UUID run) {
        return of(Topics.TEST_LOGS.name(), run);
    }

    private Partition of(String topic, UUID run) {
        int count =
                counts.computeIfAbsent(topic, name -> kafka.partitionsFor(name).size());
        byte[] key = run.toString().getBytes(StandardCharsets.UTF_8);
        return new Partition(topic, BuiltInPartitioner.partitionForKey(key, count));
    }
}
