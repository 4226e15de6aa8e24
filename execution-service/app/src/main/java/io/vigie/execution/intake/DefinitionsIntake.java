package io.vigie.execution.intake;

import io.vigie.contracts.Message;
import io.vigie.contracts.Topics;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.DefinitionStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of {@code vigie.definitions.v1} into a {@link DefinitionStore} at each start, and goes on reading. No consumer group:
 * every worker sees every definition. What cannot be read is logged; it goes to the dead letters when it came while this worker
 * was reading along, and not again at each start.
 */
public final class DefinitionsIntake implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DefinitionsIntake.class);

    private static final String NAME = "vigie-workers-definitions";
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final String bootstrapServers;
    private final DefinitionStore store;
    private final AttemptForwarder forwarder;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile @Nullable Consumer<String, byte[]> consumer;

    public DefinitionsIntake(String bootstrapServers, DefinitionStore store, AttemptForwarder forwarder) {
        this.bootstrapServers = bootstrapServers;
        this.store = store;
        this.forwarder = forwarder;
        this.thread =
                Thread.ofPlatform().daemon().name("vigie-definitions-intake").unstarted(this::work);
    }

    public void start() {
        thread.start();
    }

    /** Whether everything that stood on the topic at the start has been read. */
    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** Waits for {@link #isCaughtUp}. @return whether it came to that in time */
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void work() {
        while (!isStopping()) {
            try (Consumer<String, byte[]> reading = connect()) {
                consumer = reading;
                read(reading);
            } catch (WakeupException stopped) {
                // Asked for by close.
            } catch (RuntimeException trouble) {
                if (!isStopping()) {
                    log.warn("Expected to read definitions, but {}; trying again.", trouble.toString());
                    pause();
                }
            } finally {
                consumer = null;
            }
        }
    }

    private Consumer<String, byte[]> connect() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, NAME);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void read(Consumer<String, byte[]> reading) {
        List<TopicPartition> partitions = reading.partitionsFor(Topics.DEFINITIONS.name()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("the topic \"" + Topics.DEFINITIONS + "\" does not exist");
        }
        reading.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long position = positions.get(partition);
            if (position == null) {
                reading.seekToBeginning(List.of(partition));
            } else {
                reading.seek(partition, position);
            }
        }
        Map<TopicPartition, Long> ends = isCaughtUp() ? Map.of() : reading.endOffsets(partitions);
        while (!isStopping()) {
            if (!isCaughtUp()
                    && ends.entrySet().stream().allMatch(end -> reading.position(end.getKey()) >= end.getValue())) {
                log.info("{} definitions are at hand.", store.size());
                caughtUp.countDown();
            }
            for (ConsumerRecord<String, byte[]> record : reading.poll(POLL)) {
                take(record);
                positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            if (record.key() != null) {
                store.put(record.key(), null);
            }
            return;
        }
        try {
            Message message = KafkaMessages.read(record).message();
            if (!(message instanceof Definition definition)) {
                throw new UnreadableMessage(
                        "Expected a definition, but found " + message.getClass().getSimpleName() + ".");
            }
            store.put(definition.key(), record.value());
        } catch (UnreadableMessage unreadable) {
            log.warn(
                    "Expected a definition at {}/{}, but {}",
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
            if (isCaughtUp()) {
                forwarder.deadLetter(record, NAME, String.valueOf(unreadable.getMessage()));
            }
        }
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void pause() {
        try {
            stopping.await(BACKOFF.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        Consumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
