package io.vigie.report.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.RunId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.RunIds;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Turns a record into a fact about a run. Pure. */
final class FactReader {

    private FactReader() {}

    static Position position(ConsumerRecord<?, ?> record) {
        return new Position(
                new Partition(record.topic(), record.partition()),
                record.offset(),
                Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    }

    /**
     * The fact, or nothing when the message is none about a run.
     *
     * @throws UnreadableMessage when the record is not what its topic holds
     */
    static Optional<Fact> read(ConsumerRecord<String, byte[]> record) {
        Envelope<?> envelope = KafkaMessages.read(record);
        MessageCatalog.Entry entry = MessageCatalog.entryOf(envelope.message().getClass());
        if (!entry.topic().name().equals(record.topic())) {
            throw new UnreadableMessage("Expected a message of this topic, but \"%s\" belongs to \"%s\"."
                    .formatted(entry.wireName(), entry.topic()));
        }
        return runOf(envelope)
                .map(run -> new Fact(
                        position(record),
                        uuid(run),
                        envelope,
                        () -> CloudEventJson.asRecorded(record.headers(), record.value())));
    }

    private static Optional<RunId> runOf(Envelope<?> envelope) {
        return switch (envelope.message()) {
            case RunEvent event -> Optional.of(linked(envelope, event));
            case LogEvent event -> Optional.of(runOf(event));
            case CampaignEvent event -> runOf(event);
            default -> Optional.empty();
        };
    }

    private static RunId linked(Envelope<?> envelope, RunEvent event) {
        Envelope.Link link = envelope.link();
        if (link == null || link.sequence() < 1) {
            throw new UnreadableMessage("Expected an event of a run to have its number, but it has none.");
        }
        return event.runId();
    }

    private static RunId runOf(LogEvent event) {
        return switch (event) {
            case LogEvent.LogSegment segment -> {
                if (segment.firstLine() < 1 || segment.attempt() < 1) {
                    throw new UnreadableMessage("Expected lines and attempts to be counted from 1, but they are not.");
                }
                yield segment.runId();
            }
        };
    }

    private static Optional<RunId> runOf(CampaignEvent event) {
        return switch (event) {
            case CampaignEvent.Launched launched -> Optional.of(launched.runId());
            case CampaignEvent.PlanChunk chunk -> Optional.of(chunk.runId());
            case CampaignEvent.ReportDeleted deleted -> Optional.of(deleted.runId());
            case CampaignEvent.CancelRequested requested -> Optional.of(requested.runId());
            case CampaignEvent.CampaignCreated none -> Optional.empty();
            case CampaignEvent.CampaignFileAdded none -> Optional.empty();
            case CampaignEvent.CampaignFileRemoved none -> Optional.empty();
            case CampaignEvent.EnvironmentLimited none -> Optional.empty();
            case CampaignEvent.CampaignChanged none -> Optional.empty();
            case CampaignEvent.CampaignArchived _, CampaignEvent.CampaignRestored _ -> Optional.empty();
            case CampaignEvent.CampaignDeleted none -> Optional.empty();
            case CampaignEvent.TestCreated none -> Optional.empty();
            case CampaignEvent.TestChanged none -> Optional.empty();
            case CampaignEvent.TestDeleted none -> Optional.empty();
            case CampaignEvent.EnvironmentCreated none -> Optional.empty();
            case CampaignEvent.EnvironmentDeleted none -> Optional.empty();
            case CampaignEvent.VariableDeclared none -> Optional.empty();
            case CampaignEvent.VariableRetracted none -> Optional.empty();
            case CampaignEvent.VariableDefined none -> Optional.empty();
            case CampaignEvent.VariableRemoved none -> Optional.empty();
            case CampaignEvent.UserCreated none -> Optional.empty();
            case CampaignEvent.UserChanged none -> Optional.empty();
            case CampaignEvent.UserPasswordChanged none -> Optional.empty();
            case CampaignEvent.UserDeleted none -> Optional.empty();
            case CampaignEvent.WebhookCreated none -> Optional.empty();
            case CampaignEvent.WebhookChanged none -> Optional.empty();
            case CampaignEvent.WebhookSecretRotated none -> Optional.empty();
            case CampaignEvent.WebhookDeleted none -> Optional.empty();
            case CampaignEvent.RetentionSet _, CampaignEvent.RetentionUnset _ -> Optional.empty();
            case CampaignEvent.CampaignHeld _, CampaignEvent.CampaignReleased _ -> Optional.empty();
            case CampaignEvent.ReportHeld _, CampaignEvent.ReportReleased _, CampaignEvent.ReportExpired _ ->
                Optional.empty();
        };
    }

    private static UUID uuid(RunId run) {
        return RunIds.parse(run.value())
                .orElseThrow(() ->
                        new UnreadableMessage("Expected the run's id to be a UUID, but found \"%s\".".formatted(run)));
    }
}
