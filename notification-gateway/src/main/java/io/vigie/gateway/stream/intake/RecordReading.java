package io.vigie.gateway.stream.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.gateway.stream.Entries;
import io.vigie.gateway.stream.Entry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes records. What cannot be read is logged, counted and passed over: the gateway is one reader of many, and the record goes to its
 * dead-letter topic once, by report-service, which keeps what it folds.
 */
final class RecordReading {

    private static final Logger log = LoggerFactory.getLogger(RecordReading.class);

    private final Entries entries;
    private final Counter unreadable;

    RecordReading(Entries entries, MeterRegistry meters) {
        this.entries = entries;
        this.unreadable = Counter.builder("vigie.live.unreadable")
                .description("Records of the followed topics that could not be read and were passed over")
                .register(meters);
    }

    /** The entry of a record, or null when it cannot be read. */
    @Nullable
    Entry read(ConsumerRecord<String, byte[]> record, long arrival) {
        try {
            return entries.entry(
                    FollowedTopics.source(record.topic()),
                    record.key() == null ? "" : record.key(),
                    KafkaMessages.read(record),
                    record.offset(),
                    record.timestamp(),
                    arrival);
        } catch (UnreadableMessage | IllegalArgumentException skipped) {
            unreadable.increment();
            log.warn(
                    "Expected to read {}/{}/{}, but passed over it: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    skipped.getMessage());
            return null;
        }
    }
}
