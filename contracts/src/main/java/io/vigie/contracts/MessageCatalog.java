package io.vigie.contracts;

import io.vigie.contracts.Topics.Topic;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.launch.CommandMessage;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.task.TaskMessage;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The wire name of every message, and the topic it travels on. A name is for ever: a class may be renamed freely, its wire
 * name never; a new version of a message is a new record with a new line here, beside the old.
 */
public final class MessageCatalog {

    private static final Map<String, Entry> BY_NAME = new LinkedHashMap<>();
    private static final Map<Class<?>, Entry> BY_CLASS = new LinkedHashMap<>();

    static {
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.created.v1", CampaignEvent.CampaignCreated.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.changed.v1", CampaignEvent.CampaignChanged.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.file-added.v1", CampaignEvent.CampaignFileAdded.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.file-removed.v1", CampaignEvent.CampaignFileRemoved.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.archived.v1", CampaignEvent.CampaignArchived.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.restored.v1", CampaignEvent.CampaignRestored.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.deleted.v1", CampaignEvent.CampaignDeleted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.test.created.v1", CampaignEvent.TestCreated.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.test.changed.v1", CampaignEvent.TestChanged.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.test.deleted.v1", CampaignEvent.TestDeleted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.environment.created.v1", CampaignEvent.EnvironmentCreated.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.environment.limited.v1", CampaignEvent.EnvironmentLimited.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.environment.deleted.v1", CampaignEvent.EnvironmentDeleted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.variable.declared.v1", CampaignEvent.VariableDeclared.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.variable.retracted.v1", CampaignEvent.VariableRetracted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.variable.defined.v1", CampaignEvent.VariableDefined.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.variable.removed.v1", CampaignEvent.VariableRemoved.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.user.created.v1", CampaignEvent.UserCreated.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.user.changed.v1", CampaignEvent.UserChanged.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.user.password-changed.v1", CampaignEvent.UserPasswordChanged.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.user.deleted.v1", CampaignEvent.UserDeleted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.webhook.created.v1", CampaignEvent.WebhookCreated.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.webhook.changed.v1", CampaignEvent.WebhookChanged.class);
        register(
                Topics.CAMPAIGN_EVENTS, "io.vigie.webhook.secret-rotated.v1", CampaignEvent.WebhookSecretRotated.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.webhook.deleted.v1", CampaignEvent.WebhookDeleted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.launched.v1", CampaignEvent.Launched.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.plan-chunk.v1", CampaignEvent.PlanChunk.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.cancel-requested.v1", CampaignEvent.CancelRequested.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.report.deleted.v1", CampaignEvent.ReportDeleted.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.report.expired.v1", CampaignEvent.ReportExpired.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.report.held.v1", CampaignEvent.ReportHeld.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.report.released.v1", CampaignEvent.ReportReleased.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.held.v1", CampaignEvent.CampaignHeld.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.campaign.released.v1", CampaignEvent.CampaignReleased.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.retention.set.v1", CampaignEvent.RetentionSet.class);
        register(Topics.CAMPAIGN_EVENTS, "io.vigie.retention.unset.v1", CampaignEvent.RetentionUnset.class);

        register(Topics.DEFINITIONS, "io.vigie.definition.test.v1", Definition.TestDefinition.class);
        register(Topics.DEFINITIONS, "io.vigie.definition.environment.v1", Definition.EnvironmentDefinition.class);
        register(Topics.DEFINITIONS, "io.vigie.definition.campaign-files.v1", Definition.CampaignFiles.class);
        register(Topics.ACTIONS, "io.vigie.definition.action.v1", Definition.ActionDefinition.class);
        register(Topics.WEBHOOKS, "io.vigie.definition.webhook.v1", Definition.WebhookDefinition.class);

        register(Topics.LAUNCH_COMMANDS, "io.vigie.command.launch-campaign.v1", CommandMessage.LaunchCampaign.class);
        register(Topics.LAUNCH_COMMANDS, "io.vigie.command.cancel-run.v1", CommandMessage.CancelRun.class);
        register(Topics.LAUNCH_COMMANDS, "io.vigie.command.delete-report.v1", CommandMessage.DeleteReport.class);
        register(Topics.LAUNCH_COMMANDS, "io.vigie.command.expire-report.v1", CommandMessage.ExpireReport.class);
        register(Topics.COMMAND_REPLIES, "io.vigie.reply.launch-accepted.v1", CommandReply.LaunchAccepted.class);
        register(Topics.COMMAND_REPLIES, "io.vigie.reply.cancel-accepted.v1", CommandReply.CancelAccepted.class);
        register(
                Topics.COMMAND_REPLIES,
                "io.vigie.reply.report-deletion-accepted.v1",
                CommandReply.ReportDeletionAccepted.class);
        register(
                Topics.COMMAND_REPLIES,
                "io.vigie.reply.report-expiry-accepted.v1",
                CommandReply.ReportExpiryAccepted.class);
        register(Topics.COMMAND_REPLIES, "io.vigie.reply.command-refused.v1", CommandReply.CommandRefused.class);

        register(Topics.TEST_TASKS, "io.vigie.task.slice-dispatched.v1", TaskMessage.SliceDispatched.class);
        register(Topics.WORKER_ORDERS, "io.vigie.task.run-stopped.v1", TaskMessage.RunStopped.class);
        register(Topics.WORKER_ORDERS, "io.vigie.task.run-halted.v1", TaskMessage.RunHalted.class);
        register(Topics.WORKER_ORDERS, "io.vigie.task.slice-revoked.v1", TaskMessage.SliceRevoked.class);
        register(Topics.SLICE_EXTENSIONS, "io.vigie.task.slice-extended.v1", TaskMessage.SliceExtended.class);

        register(Topics.PERMIT_REQUESTS, "io.vigie.permit.asked.v1", PermitMessage.PermitAsked.class);
        register(Topics.PERMIT_REQUESTS, "io.vigie.permit.released.v1", PermitMessage.PermitReleased.class);
        register(Topics.PERMITS, "io.vigie.permit.granted.v1", PermitMessage.PermitGranted.class);
        register(Topics.PERMITS, "io.vigie.permit.delayed.v1", PermitMessage.PermitDelayed.class);

        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.slice-accepted.v1", AttemptEvent.SliceAccepted.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.heartbeat.v1", AttemptEvent.Heartbeat.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.test-started.v1", AttemptEvent.TestStarted.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.action-finished.v1", AttemptEvent.ActionFinished.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.test-finished.v1", AttemptEvent.TestFinished.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.cases-finished.v1", AttemptEvent.CasesFinished.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.artifact-stored.v1", AttemptEvent.ArtifactStored.class);
        register(Topics.ATTEMPT_EVENTS, "io.vigie.attempt.slice-returned.v1", AttemptEvent.SliceReturned.class);

        register(Topics.RUN_EVENTS, "io.vigie.run.started.v1", RunEvent.RunStarted.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.test-queued.v1", RunEvent.TestQueued.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.slice-started.v1", RunEvent.SliceStarted.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.slice-ended.v1", RunEvent.SliceEnded.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.test-started.v1", RunEvent.TestStarted.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.action-finished.v1", RunEvent.ActionFinished.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.cases-finished.v1", RunEvent.CasesFinished.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.artifact-stored.v1", RunEvent.ArtifactStored.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.attempt-finished.v1", RunEvent.AttemptFinished.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.test-finished.v1", RunEvent.TestFinished.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.test-skipped.v1", RunEvent.TestSkipped.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.attempt-lost.v1", RunEvent.AttemptLost.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.cancelling.v1", RunEvent.RunCancelling.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.finished.v1", RunEvent.RunFinished.class);
        register(Topics.RUN_EVENTS, "io.vigie.run.failed.v1", RunEvent.RunFailed.class);

        register(Topics.CHECKPOINTS, "io.vigie.audit.key-introduced.v1", AuditMessage.KeyIntroduced.class);
        register(Topics.CHECKPOINTS, "io.vigie.audit.checkpoint.v1", AuditMessage.Checkpoint.class);
        register(Topics.CHECKPOINTS, "io.vigie.audit.tombstone.v1", AuditMessage.Tombstone.class);
        register(Topics.CHECKPOINTS, "io.vigie.audit.decisions-checkpoint.v1", AuditMessage.DecisionsCheckpoint.class);

        register(Topics.TEST_LOGS, "io.vigie.log.segment.v1", LogEvent.LogSegment.class);
    }

    private MessageCatalog() {}

    public static Collection<Entry> entries() {
        return Collections.unmodifiableCollection(BY_NAME.values());
    }

    /** The entry of a wire name, or nothing when no message has that name. */
    public static Optional<Entry> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    public static String wireNameOf(Message message) {
        return entryOf(message.getClass()).wireName();
    }

    public static Entry entryOf(Class<? extends Message> type) {
        Entry entry = BY_CLASS.get(type);
        if (entry == null) {
            throw new IllegalArgumentException(
                    "Expected a message of the catalogue, but \"" + type.getName() + "\" has no wire name.");
        }
        return entry;
    }

    private static void register(Topic topic, String wireName, Class<? extends Message> type) {
        Entry entry = new Entry(wireName, type, topic);
        if (BY_NAME.put(wireName, entry) != null || BY_CLASS.put(type, entry) != null) {
            throw new IllegalStateException(
                    "Expected \"" + wireName + "\" to be registered once, but it or its record stands twice.");
        }
    }

    public record Entry(String wireName, Class<? extends Message> type, Topic topic) {

        /** What {@code ce_dataschema} says: which schema the data keeps to. */
        public String dataSchema() {
            return "urn:vigie:schema:" + wireName;
        }
    }
}
