package io.vigie.report.intake;

import io.vigie.contracts.Topics;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.outbound.Outbound;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Position.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads the history of runs to tell it to others, in a group of its own: instances share the partitions, and neither the projection nor its rebuild
 * has anything to do with it. Where to read on stands in the database, with what was told; what Kafka keeps of it is for operators to see.
 */
@Component
class OutboundIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboundIntake.class);

    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaSettings kafka;
    private final Outbound outbound;
    private final TopicReader reader = new TopicReader("outbound", this::read);

    OutboundIntake(KafkaSettings kafka, Outbound outbound) {
        this.kafka = kafka;
        this.outbound = outbound;
    }

    @Override
    public synchronized void start() {
        reader.start();
    }

    @Override
    public synchronized void stop() {
        reader.stop();
    }

    @Override
    public boolean isRunning() {
        return reader.isRunning();
    }

    private void read(TopicReader reading) {
        try (KafkaConsumer<String, byte[]> consumer = connect()) {
            Map<TopicPartition, Long> stored = new HashMap<>();
            consumer.subscribe(List.of(Topics.RUN_EVENTS.name()), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    partitions.forEach(partition -> stored.put(partition, goOn(consumer, partition)));
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    partitions.forEach(stored::remove);
                }
            });
            while (!reading.isStopping()) {
                ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
                for (TopicPartition partition : polled.partitions()) {
                    tell(consumer, partition, polled.records(partition), stored);
                }
                if (!polled.isEmpty()) {
                    consumer.commitAsync();
                }
            }
        }
    }

    /** @return the position as it stands in the database */
    private long goOn(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        long next = outbound.nextOffset(partitionOf(partition)).orElse(0);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        if (next > end) {
            log.error(
                    "Expected {} to go on at offset {}, but it ends at {}: it is not the one that was told. It is told from its beginning.",
                    partition,
                    next,
                    end);
            outbound.begin(partitionOf(partition), 0);
            next = 0;
        }
        long beginning = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(beginning, next));
        return next;
    }

    private void tell(
            KafkaConsumer<String, byte[]> consumer,
            TopicPartition partition,
            List<ConsumerRecord<String, byte[]>> records,
            Map<TopicPartition, Long> stored) {
        List<Fact> facts = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                FactReader.read(record).ifPresent(facts::add);
            } catch (UnreadableMessage unreadable) {
                // The projection reads it too, and puts it aside.
                log.debug("Left out {}: {}", FactReader.position(record), unreadable.getMessage());
            }
        }
        long to = records.getLast().offset() + 1;
        long from = stored.getOrDefault(partition, 0L);
        if (outbound.tell(partitionOf(partition), facts, from, to)) {
            stored.put(partition, to);
        } else {
            stored.put(partition, goOn(consumer, partition));
        }
    }

    private KafkaConsumer<String, byte[]> connect() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "report-service.outbound");
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "report-service-outbound");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static Partition partitionOf(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }
}
