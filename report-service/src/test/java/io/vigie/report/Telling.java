package io.vigie.report;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts the story of runs on their topics, as the other services would. */
public final class Telling implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;

    public Telling(KafkaBroker kafka) {
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("linger.ms", 5);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    public Telling tell(AnyRun run) {
        return tell(run, run.launch).tell(run, run.history).tell(run, run.logs);
    }

    public Telling tell(AnyRun run, List<Envelope<?>> envelopes) {
        envelopes.forEach(envelope -> producer.send(KafkaMessages.record(run.id.value(), envelope)));
        producer.flush();
        return this;
    }

    public RecordMetadata send(ProducerRecord<String, byte[]> record) {
        Future<RecordMetadata> sent = producer.send(record);
        producer.flush();
        try {
            return sent.get();
        } catch (InterruptedException | ExecutionException refused) {
            throw new IllegalStateException(refused);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
