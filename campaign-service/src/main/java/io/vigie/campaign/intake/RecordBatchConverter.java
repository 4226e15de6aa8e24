package io.vigie.campaign.intake;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.kafka.support.converter.BatchMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;

/** Hands a poll to its function whole, without unfolding headers of records that nobody will read. */
final class RecordBatchConverter implements BatchMessageConverter {

    @Override
    @SuppressWarnings("unchecked")
    public Message<?> toMessage(
            List<ConsumerRecord<?, ?>> records,
            @Nullable Acknowledgment acknowledgment,
            @Nullable Consumer<?, ?> consumer,
            @Nullable Type type) {
        List<ConsumerRecord<byte[], byte[]>> typed = new ArrayList<>(records.size());
        records.forEach(record -> typed.add((ConsumerRecord<byte[], byte[]>) record));
        return new GenericMessage<>(new RecordBatch(typed));
    }

    @Override
    public List<ProducerRecord<?, ?>> fromMessage(Message<?> message, String defaultTopic) {
        throw new UnsupportedOperationException("Expected to read batches only, but was asked to write one.");
    }
}
