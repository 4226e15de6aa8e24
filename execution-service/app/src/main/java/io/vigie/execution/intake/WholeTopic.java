package io.vigie.execution.intake;

import io.vigie.contracts.Topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
 * Reads all of a topic, committed records only, from its first record on or all that comes after the start, and goes on reading. No consumer
 * group: whoever reads sees everything. One thread reads and hands over, in the order of each partition; when Kafka was away it goes on
 * where it was.
 */
final class WholeTopic implements AutoCloseable {

    /** Takes one record; called by the one thread. */
    interface Taker {
        void take(ConsumerRecord<String, byte[]> record);

        /** Everything that stood on the topic at the start has been taken. */
        default void caughtUp() {}
    }

    private static final Logger log = LoggerFactory.getLogger(WholeTopic.class);

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final Topic topic;
    private final boolean fromTheFirst;
    private final Supplier<Consumer<String, byte[]>> connection;
    private final Taker taker;
    private final Thread thread;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private volatile boolean reading;
    private volatile @Nullable Consumer<String, byte[]> consumer;

    /** @param name of the client, and of its thread */
    WholeTopic(String bootstrapServers, Topic topic, String name, Taker taker) {
        this(topic, true, name, taker, () -> connect(bootstrapServers, name));
    }

    /** Leaves out what stands on the topic at the start. */
    static WholeTopic fromNowOn(String bootstrapServers, Topic topic, String name, Taker taker) {
        return new WholeTopic(topic, false, name, taker, () -> connect(bootstrapServers, name));
    }

    /**
     * @param fromTheFirst whether to begin with the first record; else what stands there at the start is left out
     * @param connection asked for a consumer at the start, and again whenever the one before has failed
     */
    WholeTopic(
            Topic topic,
            boolean fromTheFirst,
            String name,
            Taker taker,
            Supplier<Consumer<String, byte[]>> connection) {
        this.topic = topic;
        this.fromTheFirst = fromTheFirst;
        this.taker = taker;
        this.connection = connection;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Whether everything that stood on the topic at the start has been taken, and reading has not failed since. */
    boolean isCaughtUp() {
        return caughtUp.getCount() == 0 && reading && thread.isAlive();
    }

    boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void work() {
        while (!isStopping()) {
            try (Consumer<String, byte[]> connected = connection.get()) {
                consumer = connected;
                read(connected);
            } catch (WakeupException stopped) {
                // Asked for by close.
            } catch (RuntimeException trouble) {
                tryAgainAfter(trouble);
            } catch (Error trouble) {
                // Out of memory or of stack: whoever looks is told that nothing is read, and it may pass.
                log.error("Expected to read {}, but the worker itself failed.", topic, trouble);
                tryAgainAfter(trouble);
            } finally {
                consumer = null;
            }
        }
    }

    private void tryAgainAfter(Throwable trouble) {
        reading = false;
        if (!isStopping()) {
            log.warn("Expected to read {}, but {}; trying again.", topic, trouble.toString());
            pause();
        }
    }

    private static Consumer<String, byte[]> connect(String bootstrapServers, String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * 1024 * 1024);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 2_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private void read(Consumer<String, byte[]> connected) {
        List<TopicPartition> partitions = connected.partitionsFor(topic.name()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new KafkaException("the topic \"" + topic + "\" does not exist");
        }
        connected.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long position = positions.get(partition);
            if (position != null) {
                connected.seek(partition, position);
            } else if (fromTheFirst) {
                connected.seekToBeginning(List.of(partition));
            } else {
                connected.seekToEnd(List.of(partition));
            }
        }
        boolean isFirst = caughtUp.getCount() > 0;
        Map<TopicPartition, Long> ends = !isFirst ? Map.of() : connected.endOffsets(partitions);
        while (!isStopping()) {
            if (isFirst
                    && ends.entrySet().stream().allMatch(end -> connected.position(end.getKey()) >= end.getValue())) {
                taker.caughtUp();
                isFirst = false;
                reading = true;
                caughtUp.countDown();
            }
            for (ConsumerRecord<String, byte[]> record : connected.poll(POLL)) {
                taker.take(record);
                positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
            }
            reading = true;
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
