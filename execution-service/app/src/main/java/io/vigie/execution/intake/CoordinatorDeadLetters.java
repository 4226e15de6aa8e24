package io.vigie.execution.intake;

import io.vigie.contracts.Topics;
import io.vigie.contracts.wire.KafkaMessages;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the coordinator's processors put what cannot be read or makes no sense, in the transaction that reads it. */
final class CoordinatorDeadLetters {

    private static final Logger log = LoggerFactory.getLogger(CoordinatorDeadLetters.class);

    static final String CONSUMER = "coordinator";

    private final ProcessorContext<String, byte[]> context;
    private final CoordinatorMeters meters;

    CoordinatorDeadLetters(ProcessorContext<String, byte[]> context, CoordinatorMeters meters) {
        this.context = context;
        this.meters = meters;
    }

    void put(Record<String, byte[]> record, RecordMetadata from, String cause) {
        byte[] value = record.value();
        // What no message may be as large as, no dead letter has to be: it would be refused in its turn.
        boolean tooLarge = value != null && value.length > Topics.MAX_MESSAGE_BYTES;
        ConsumerRecord<String, byte[]> consumed = new ConsumerRecord<>(
                from.topic(),
                from.partition(),
                from.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                record.key(),
                tooLarge ? Arrays.copyOf(value, Topics.MAX_MESSAGE_BYTES) : value,
                new RecordHeaders(record.headers()),
                Optional.empty());
        ProducerRecord<String, byte[]> letter =
                KafkaMessages.deadLetter(consumed, CONSUMER, tooLarge ? cause + " The value is cut." : cause);
        log.warn("{}/{}/{} goes to the dead letters: {}", from.topic(), from.partition(), from.offset(), cause);
        meters.deadLetter(from.topic());
        context.forward(
                new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()), letter.topic());
    }
}
