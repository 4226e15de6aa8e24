package io.vigie.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The reference: a record from one producer to one consumer on the installation's own broker, nothing between. */
final class BareKafka {

    private static final int RATE_PER_SECOND = 1_000;
    private static final int WARM_UP = 1_000;
    private static final int RECORDS = 5_000;
    private static final int BYTES = 500;

    private final String bootstrap;

    BareKafka(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** From {@code send} to the return of {@code poll}, at a steady 1 000 records of 500 bytes a second. */
    Latencies produceToConsume() throws Exception {
        String topic = "bench-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
            try {
                return measure(topic);
            } finally {
                admin.deleteTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            }
        }
    }

    private Latencies measure(String topic) throws InterruptedException {
        Latencies latencies = new Latencies();
        CountDownLatch ready = new CountDownLatch(1);
        Thread consumer = Thread.ofPlatform().start(() -> consume(topic, latencies, ready));
        if (!ready.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Expected a consumer to be ready within 30 s, but it is not.");
        }
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            long start = System.nanoTime();
            for (int i = 0; i < WARM_UP + RECORDS; i++) {
                long due = start + i * 1_000_000_000L / RATE_PER_SECOND;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                byte[] value = new byte[BYTES];
                ByteBuffer.wrap(value).putLong(System.nanoTime()).putInt(i);
                producer.send(new ProducerRecord<>(topic, value));
            }
        }
        // It gives up by itself.
        consumer.join();
        return latencies;
    }

    private void consume(String topic, Latencies latencies, CountDownLatch ready) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrap),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            consumer.position(partition);
            ready.countDown();
            int seen = 0;
            long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (seen < WARM_UP + RECORDS && System.nanoTime() < giveUp) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    long sent = ByteBuffer.wrap(record.value()).getLong();
                    if (seen++ >= WARM_UP) {
                        latencies.add((System.nanoTime() - sent) / 1_000);
                    }
                }
            }
        }
    }
}
