package io.vigie.contracts.wire;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka form of messages: CloudEvents in binary mode (attributes as {@code ce_*} headers, data as the value), by the
 * CNCF SDK's Kafka binding. Thread-safe.
 */
public final class KafkaMessages {

    /** Why a record stands on a dead-letter topic. */
    public static final String DEAD_LETTER_CAUSE = "vigie_cause";

    /** Which consumer could not read it. */
    public static final String DEAD_LETTER_CONSUMER = "vigie_consumer";

    /** Where it stood, as {@code topic/partition/offset}. */
    public static final String DEAD_LETTER_ORIGIN = "vigie_origin";

    private static final int MAX_CAUSE_LENGTH = 2_000;

    private KafkaMessages() {}

    /** The record of an envelope on its message's own topic. */
    public static ProducerRecord<String, byte[]> record(String key, Envelope<?> envelope) {
        return record(
                MessageCatalog.entryOf(envelope.message().getClass()).topic().name(), key, envelope);
    }

    public static ProducerRecord<String, byte[]> record(String topic, String key, Envelope<?> envelope) {
        return KafkaMessageFactory.createWriter(topic, null, envelope.time().toEpochMilli(), key)
                .writeBinary(MessageCodec.encode(envelope));
    }

    /** @throws UnreadableMessage when the record is no message of the catalogue */
    public static Envelope<?> read(ConsumerRecord<?, byte[]> record) {
        return read(record.headers(), record.value());
    }

    /** @throws UnreadableMessage when headers and value are no message of the catalogue */
    public static Envelope<?> read(Headers headers, byte @Nullable [] value) {
        return MessageCodec.decode(cloudEvent(headers, value));
    }

    static CloudEvent cloudEvent(Headers headers, byte @Nullable [] value) {
        try {
            MessageReader reader = KafkaMessageFactory.createReader(headers, value);
            return reader.toEvent();
        } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException notACloudEvent) {
            throw new UnreadableMessage(
                    "Expected a CloudEvent 1.0 in binary mode, but " + notACloudEvent.getMessage(), notACloudEvent);
        }
    }

    /**
     * The record that keeps what a consumer could not take: key, value and headers as they were, with the cause.
     *
     * @param consumer which consumer gives up, such as {@code report-service}
     */
    public static ProducerRecord<String, byte[]> deadLetter(
            ConsumerRecord<String, byte[]> record, String consumer, String cause) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(
                Topics.deadLetters(record.topic()).name(), null, record.key(), record.value(), record.headers());
        put(letter.headers(), DEAD_LETTER_CAUSE, cause.substring(0, Math.min(cause.length(), MAX_CAUSE_LENGTH)));
        put(letter.headers(), DEAD_LETTER_CONSUMER, consumer);
        put(letter.headers(), DEAD_LETTER_ORIGIN, record.topic() + "/" + record.partition() + "/" + record.offset());
        return letter;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
