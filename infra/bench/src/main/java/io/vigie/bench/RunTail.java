package io.vigie.bench;

import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Topics;
import io.vigie.contracts.run.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Waits for the ends of runs without reading what their events say: a watcher that costs as little as it can. */
final class RunTail implements AutoCloseable {

    private static final Set<String> LAST = Set.of(
            MessageCatalog.entryOf(RunEvent.RunFinished.class).wireName(),
            MessageCatalog.entryOf(RunEvent.RunFailed.class).wireName());

    private final KafkaConsumer<String, byte[]> consumer;

    /** Sees what is written from now on. */
    RunTail(String bootstrap) {
        consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", bootstrap, "isolation.level", "read_committed", "fetch.min.bytes", 65_536),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.RUN_EVENTS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** How many events the run had when it ended. @throws IllegalStateException when it does not within the limit */
    long untilTheEnd(String run, Duration limit) {
        long events = 0;
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                if (run.equals(record.key())) {
                    events++;
                    Header type = record.headers().lastHeader("ce_type");
                    if (type != null && LAST.contains(new String(type.value(), StandardCharsets.UTF_8))) {
                        return events;
                    }
                }
            }
        }
        throw new IllegalStateException(
                "Expected run %s to end within %s, but after %d events it has not.".formatted(run, limit, events));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
