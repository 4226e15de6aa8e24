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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/**
 * Reads the links of {@code vigie.run-events.v1} off the records' headers; no event's data is ever parsed. It reads at leisure, many records at a
 * time, since nobody waits for a signature. Made, used and closed by one thread.
 */
public final class RunEventLinks implements RunLinks, AutoCloseable {

    private static final Set<String> ENDS = Set.of(
            MessageCatalog.entryOf(RunFinished.class).wireName(),
            MessageCatalog.entryOf(RunFailed.class).wireName());

    private static final Duration WAIT = Duration.ofMillis(500);

    private final WholeTopic<ByteBuffer> topic;

    public RunEventLinks(String bootstrapServers) {
        this.topic = new WholeTopic<>(
                bootstrapServers,
                "vigie-signer-runs",
                Topics.RUN_EVENTS,
                new ByteBufferDeserializer(),
                Map.of(
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        5_000,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        64 * 1024,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        (int) WAIT.toMillis()));
    }

    @Override
    public void seek(List<ReadUpTo> positions) {
        topic.seek(positions);
    }

    @Override
    public void poll(Consumer<RunLink> taker) {
        for (ConsumerRecord<String, ByteBuffer> record : topic.poll(WAIT)) {
            taker.accept(link(record));
        }
    }

    @Override
    public List<ReadUpTo> positions() {
        return topic.positions();
    }

    static RunLink link(ConsumerRecord<String, ?> record) {
        RunId run = RunId.of(record.key() == null || record.key().isBlank() ? "unknown" : record.key());
        String sequence = WholeTopic.header(record, "ce_sequence");
        String previous = WholeTopic.header(record, "ce_previoushash");
        String hash = WholeTopic.header(record, "ce_hash");
        String type = WholeTopic.header(record, "ce_type");
        if (sequence == null || previous == null || hash == null || type == null) {
            return RunLink.unreadable(run);
        }
        try {
            return new RunLink(run, Long.parseLong(sequence), previous, hash, ENDS.contains(type));
        } catch (NumberFormatException notANumber) {
            return RunLink.unreadable(run);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
