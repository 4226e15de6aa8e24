package io.vigie.report.projection;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.AnyRun;
import io.vigie.report.projection.Position.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Facts as the intake would read them, at offsets that go up. */
public final class Facts {

    private Facts() {}

    public static List<Fact> of(AnyRun run, List<Envelope<?>> envelopes) {
        List<Fact> facts = new ArrayList<>();
        for (Envelope<?> envelope : envelopes) {
            String topic = MessageCatalog.entryOf(envelope.message().getClass())
                    .topic()
                    .name();
            Position position = new Position(new Partition(topic, 0), facts.size(), envelope.time());
            facts.add(fact(position, UUID.fromString(run.id.value()), envelope));
        }
        return facts;
    }

    /** The fact that a record of this envelope is. */
    public static Fact fact(Position position, UUID run, Envelope<?> envelope) {
        ProducerRecord<String, byte[]> record = KafkaMessages.record(run.toString(), envelope);
        return new Fact(position, run, envelope, () -> CloudEventJson.asRecorded(record.headers(), record.value()));
    }
}
