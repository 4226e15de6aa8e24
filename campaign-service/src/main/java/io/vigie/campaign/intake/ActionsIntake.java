package io.vigie.campaign.intake;

import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.Topics;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Reads the actions that workers announce, from the beginning at each start, without a group: every instance needs them all. What cannot be
 * read goes to the dead letters. One thread of its own.
 */
@Component
class ActionsIntake implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ActionsIntake.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final String CONSUMER = "campaign-service-actions";

    private final ActionCatalogue catalogue;
    private final Producer<String, byte[]> deadLetters;
    private final String brokers;
    private volatile boolean running;
    private volatile @Nullable Consumer<String, byte[]> consumer;

    ActionsIntake(
            ActionCatalogue catalogue, Producer<String, byte[]> deadLetters, @Value("${vigie.kafka}") String brokers) {
        this.catalogue = catalogue;
        this.deadLetters = deadLetters;
        this.brokers = brokers;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().name("actions-intake").daemon().start(this::readAgainAndAgain);
    }

    @Override
    public void stop() {
        running = false;
        Consumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void readAgainAndAgain() {
        while (running) {
            try (Consumer<String, byte[]> fresh = new KafkaConsumer<>(settings())) {
                consumer = fresh;
                read(fresh);
            } catch (WakeupException | InterruptException stopping) {
                // the loop looks whether to go on
            } catch (KafkaException unreachable) {
                log.warn("Expected to read the actions, but {}; trying again.", unreachable.getMessage());
                pause();
            }
        }
    }

    private void read(Consumer<String, byte[]> reading) {
        List<TopicPartition> partitions = partitions(reading);
        if (partitions.isEmpty()) {
            pause();
            return;
        }
        reading.assign(partitions);
        reading.seekToBeginning(partitions);
        while (running) {
            for (ConsumerRecord<String, byte[]> record : reading.poll(POLL)) {
                take(record);
            }
        }
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> reading) {
        return reading.partitionsFor(Topics.ACTIONS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                catalogue.withdraw(record.key());
            }
            return;
        }
        try {
            if (KafkaMessages.read(record).message() instanceof ActionDefinition action) {
                catalogue.announce(action);
            } else {
                throw new UnreadableMessage("Expected the definition of an action, but found another message.");
            }
        } catch (UnreadableMessage unreadable) {
            log.warn(
                    "Expected an action at {}-{}, but {}",
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
            deadLetters.send(KafkaMessages.deadLetter(record, CONSUMER, String.valueOf(unreadable.getMessage())));
        }
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofMillis(500));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                CONSUMER,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class);
    }
}
