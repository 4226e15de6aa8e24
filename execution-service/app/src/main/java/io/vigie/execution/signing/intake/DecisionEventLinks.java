package io.vigie.execution.signing.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Kept;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.audit.AuditMessage.DeletionReason;
import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import io.vigie.contracts.campaign.CampaignEvent.ReportDeleted;
import io.vigie.contracts.campaign.CampaignEvent.ReportExpired;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.signing.DecisionLink;
import io.vigie.execution.signing.DecisionLinks;
import io.vigie.execution.signing.Removal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the links of {@code vigie.campaign-events.v1} off the records' headers, and whose they are off their data; only removals are read whole. Made,
 * used and closed by one thread.
 */
public final class DecisionEventLinks implements DecisionLinks, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DecisionEventLinks.class);

    private static final Set<String> REMOVALS = Set.of(
            MessageCatalog.entryOf(ReportDeleted.class).wireName(),
            MessageCatalog.entryOf(ReportExpired.class).wireName());

    private static final JsonFactory JSON = new JsonFactory();

    private final WholeTopic<byte[]> topic;

    public DecisionEventLinks(String bootstrapServers) {
        this.topic = new WholeTopic<>(
                bootstrapServers,
                "vigie-signer-decisions",
                Topics.CAMPAIGN_EVENTS,
                new ByteArrayDeserializer(),
                Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000));
    }

    @Override
    public void seek(List<ReadUpTo> positions) {
        topic.seek(positions);
    }

    @Override
    public void poll(Consumer<DecisionLink> taker) {
        for (ConsumerRecord<String, byte[]> record : topic.poll(Duration.ZERO)) {
            DecisionLink link = link(record);
            if (link != null) {
                taker.accept(link);
            }
        }
    }

    @Override
    public List<ReadUpTo> positions() {
        return topic.positions();
    }

    /** The link, or nothing for what cannot be placed: its project's decisions are signed no further than to the one before it. */
    static @Nullable DecisionLink link(ConsumerRecord<String, byte[]> record) {
        try {
            Removal removal =
                    REMOVALS.contains(String.valueOf(WholeTopic.header(record, "ce_type"))) ? removal(record) : null;
            String sequence = WholeTopic.header(record, "ce_sequence");
            String previous = WholeTopic.header(record, "ce_previoushash");
            String hash = WholeTopic.header(record, "ce_hash");
            boolean chained = sequence != null && previous != null && hash != null;
            if (!chained && removal == null) {
                return null;
            }
            return new DecisionLink(
                    project(record.value()),
                    chained ? Long.parseLong(sequence) : 0,
                    Objects.requireNonNullElse(previous, ""),
                    Objects.requireNonNullElse(hash, ""),
                    record.partition(),
                    record.offset(),
                    removal);
        } catch (UnreadableMessage | NumberFormatException | JacksonException unreadable) {
            log.error(
                    "Expected a decision at {}/{}, but it cannot be read: {}",
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
            return null;
        }
    }

    private static @Nullable Removal removal(ConsumerRecord<String, byte[]> record) {
        Envelope<?> envelope = KafkaMessages.read(record);
        return switch (envelope.message()) {
            case ReportDeleted deleted ->
                new Removal(deleted.runId(), List.of(Kept.RUN), DeletionReason.PERSON, envelope.actor(), null, null);
            case ReportExpired expired ->
                new Removal(
                        expired.runId(),
                        expired.removed(),
                        DeletionReason.RETENTION_POLICY,
                        null,
                        expired.policyOf(),
                        expired.policyVersion());
            default -> null;
        };
    }

    /** Plans are long: they are read no further than to the project, which is the first member of every message. */
    private static ProjectId project(byte[] data) {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), data)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = json.currentName().equals("projectId");
                json.nextToken();
                if (found) {
                    return ProjectId.of(json.getString());
                }
                json.skipChildren();
            }
        }
        throw new UnreadableMessage("Expected a decision to name its project, but it names none.");
    }

    @Override
    public void close() {
        topic.close();
    }
}
