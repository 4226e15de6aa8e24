package io.vigie.report.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.projection.Decision;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns a record into a decision with its place in its project's chain. Pure. */
final class DecisionReader {

    private DecisionReader() {}

    /**
     * The decision, or nothing when the record is none, or one of before decisions were chained.
     *
     * @throws UnreadableMessage when the record is not what its topic holds
     */
    static Optional<Decision> read(ConsumerRecord<String, byte[]> record) {
        if (!record.topic().equals(Topics.CAMPAIGN_EVENTS.name())) {
            return Optional.empty();
        }
        Envelope<?> envelope = KafkaMessages.read(record);
        Envelope.Link link = envelope.link();
        if (link == null || !(envelope.message() instanceof CampaignEvent message)) {
            return Optional.empty();
        }
        if (link.sequence() < 1) {
            throw new UnreadableMessage(
                    "Expected decisions to be counted from 1, but found %d.".formatted(link.sequence()));
        }
        String line = CloudEventJson.asRecorded(record.headers(), record.value());
        return Optional.of(new Decision(FactReader.position(record), envelope, message, link, line));
    }
}
