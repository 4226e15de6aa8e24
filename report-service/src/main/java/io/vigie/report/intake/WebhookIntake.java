package io.vigie.report.intake;

import io.vigie.contracts.Topics;
import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.outbound.Outbound;
import io.vigie.report.projection.Position.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
 * Reads the settings of webhooks on, from the position that is stored with them. Each instance reads all of it, without a group: what is taken twice is
 * taken once.
 */
@Component
class WebhookIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(WebhookIntake.class);

    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaSettings kafka;
    private final Outbound outbound;
    private final DeadLetters letters;
    private final TopicReader reader = new TopicReader("webhook-settings", this::read);

    WebhookIntake(KafkaSettings kafka, Outbound outbound, DeadLetters letters) {
        this.kafka = kafka;
        this.outbound = outbound;
        this.letters = letters;
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
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.WEBHOOKS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IllegalStateException("there is no topic \"%s\" yet".formatted(Topics.WEBHOOKS));
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            for (TopicPartition partition : partitions) {
                long next = outbound.nextOffset(partitionOf(partition)).orElse(0);
                if (next > ends.getOrDefault(partition, 0L)) {
                    log.error(
                            "Expected {} to go on at offset {}, but it is another one; it is read anew.",
                            partition,
                            next);
                    next = 0;
                }
                consumer.seek(partition, next);
            }
            while (!reading.isStopping()) {
                ConsumerRecords<String, byte[]> polled = consumer.poll(POLL);
                for (TopicPartition partition : polled.partitions()) {
                    outbound.take(
                            partitionOf(partition), settings(polled.records(partition)), consumer.position(partition));
                }
            }
        }
    }

    private List<WebhookDefinition> settings(List<ConsumerRecord<String, byte[]>> records) {
        List<WebhookDefinition> settings = new ArrayList<>(records.size());
        for (ConsumerRecord<String, byte[]> record : records) {
            if (record.value() == null) {
                continue;
            }
            try {
                if (!(KafkaMessages.read(record).message() instanceof WebhookDefinition webhook)) {
                    throw new UnreadableMessage("Expected the settings of a webhook, but found another message.");
                }
                settings.add(webhook);
            } catch (UnreadableMessage unreadable) {
                letters.write(record, String.valueOf(unreadable.getMessage()));
            }
        }
        return settings;
    }

    private KafkaConsumer<String, byte[]> connect() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "report-service-webhooks");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static Partition partitionOf(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }
}
