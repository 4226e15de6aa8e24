package io.vigie.execution.signing.intake;

import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.RunId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import io.vigie.contracts.run.RunEvent.RunFailed;
import io.vigie.contracts.run.RunEvent.RunFinished;
import io.vigie.execution.signing.RunLink;
import io.vigie.execution.signing.RunLinks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the links of {@code vigie.run-events.v1} off the records' headers; no event's data is ever parsed. It reads at leisure, many records at a
 * time, since nobody waits for a signature. Made, used and closed by one thread.
 */
public final class RunEventLinks implements RunLinks, AutoCloseable {

    private static final Set<String> ENDS = Set.of(
            MessageCatalog.entryOf(RunFinished.class).wireName(),
            MessageCatalog.entryOf(RunFailed.class).wireName());

    private static final Duration WAIT = Duration.ofMillis(500);

    private final KafkaConsumer<String, ByteBuffer> consumer;
    private final List<TopicPartition> partitions;

    public RunEventLinks(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "vigie-signer-runs");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 64 * 1024);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) WAIT.toMillis());
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteBufferDeserializer());
        try {
            this.partitions = consumer.partitionsFor(Topics.RUN_EVENTS.name()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
        } catch (KafkaException unreachable) {
            consumer.close();
            throw unreachable;
        }
        consumer.assign(partitions);
    }

    @Override
    public void seek(List<ReadUpTo> positions) {
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

    @Override
    public void poll(Consumer<RunLink> taker) {
        for (ConsumerRecord<String, ByteBuffer> record : consumer.poll(WAIT)) {
            taker.accept(link(record));
        }
    }

    @Override
    public List<ReadUpTo> positions() {
        return partitions.stream()
                .map(partition -> new ReadUpTo(partition.partition(), consumer.position(partition)))
                .toList();
    }

    static RunLink link(ConsumerRecord<String, ?> record) {
        RunId run = RunId.of(record.key() == null || record.key().isBlank() ? "unknown" : record.key());
        String sequence = header(record, "ce_sequence");
        String previous = header(record, "ce_previoushash");
        String hash = header(record, "ce_hash");
        String type = header(record, "ce_type");
        if (sequence == null || previous == null || hash == null || type == null) {
            return RunLink.unreadable(run);
        }
        try {
            return new RunLink(run, Long.parseLong(sequence), previous, hash, ENDS.contains(type));
        } catch (NumberFormatException notANumber) {
            return RunLink.unreadable(run);
        }
    }

    private static @Nullable String header(ConsumerRecord<String, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
