package io.vigie.execution.signing.intake;

import io.vigie.contracts.Topics.Topic;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * All partitions of one topic, committed records only, read from where the signer's own ledger says that it had read: Kafka keeps no position of it.
 * Made, used and closed by one thread.
 *
 * @param <V> what a record's value is read as
 */
final class WholeTopic<V> implements AutoCloseable {

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final KafkaConsumer<String, V> consumer;
    private final List<TopicPartition> partitions;

    /**
     * @param more settings of the consumer besides those that make it read so
     * @throws KafkaException when the broker does not answer
     */
    WholeTopic(
            String bootstrapServers, String clientId, Topic topic, Deserializer<V> values, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values);
        try {
            this.partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
        } catch (KafkaException unreachable) {
            consumer.close();
            throw unreachable;
        }
        consumer.assign(partitions);
    }

    /** Goes on from these positions; a partition that none is known of is read from its beginning. */
    void seek(List<ReadUpTo> positions) {
        Map<Integer, Long> known = positions.stream().collect(Collectors.toMap(ReadUpTo::partition, ReadUpTo::offset));
        for (TopicPartition partition : partitions) {
            Long offset = known.get(partition.partition());
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
    }

    ConsumerRecords<String, V> poll(Duration wait) {
        return consumer.poll(wait);
    }

    /** Where the next record of each partition will be. */
    List<ReadUpTo> positions() {
        return partitions.stream()
                .map(partition -> new ReadUpTo(partition.partition(), consumer.position(partition)))
                .toList();
    }

    static @Nullable String header(ConsumerRecord<String, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSING));
    }
}
