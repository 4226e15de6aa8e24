package io.vigie.campaign.publishing;

import io.vigie.campaign.Fact;
import io.vigie.campaign.catalogue.CatalogueEvent;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.environment.EnvironmentEvent;
import io.vigie.campaign.files.FilesEvent;
import io.vigie.campaign.identity.IdentityEvent;
import io.vigie.campaign.launching.LaunchingEvent;
import io.vigie.campaign.retention.RetentionEvent;
import io.vigie.campaign.webhooks.SealedSecret;
import io.vigie.campaign.webhooks.WebhookEvent;
import io.vigie.campaign.webhooks.WebhookSettings;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.definition.Definition.ActionStep;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.TestDefinition;
import io.vigie.contracts.definition.Definition.TestVariable;
import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.definition.Definition.WebhookSecret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a fact of the store says in the language of the contracts: a definition first where there is a new one, then the campaign event that
 * refers to it. Pure but for the definitions of an environment and of files, which are asked for.
 */
final class ContractMessages {

    /** @param key the record's key on its topic */
    record Keyed(String key, Message message) {}

    /** Gives the definition of an environment as of one version. */
    interface EnvironmentDefinitions extends BiFunction<EnvironmentEvent, Long, EnvironmentDefinition> {}

    /** Gives the files of a campaign as of one of their events. */
    interface FilesDefinitions extends Function<FilesEvent, CampaignFiles> {}

    /** Gives the data key of a webhook, wrapped; nothing when the webhook is gone. */
    interface DataKeysOfWebhooks extends Function<String, Optional<String>> {}

    private final EnvironmentDefinitions environments;
    private final FilesDefinitions files;
    private final DataKeysOfWebhooks webhookKeys;

    ContractMessages(EnvironmentDefinitions environments, FilesDefinitions files, DataKeysOfWebhooks webhookKeys) {
        this.environments = environments;
        this.files = files;
        this.webhookKeys = webhookKeys;
    }

    /**
     * In the order in which they must be sent.
     *
     * @param changes what is different since the fact
     * @throws IllegalArgumentException for a fact of no known family
     */
    List<Keyed> of(Fact fact, List<Change> changes) {
        return switch (fact) {
            case CatalogueEvent event -> catalogue(event, changes);
            case EnvironmentEvent event -> environment(event, changes);
            case FilesEvent event -> files(event, changes);
            case LaunchingEvent event -> List.of(launching(event, changes));
            case IdentityEvent event -> identity(event, changes);
            case WebhookEvent event -> webhook(event, changes);
            case RetentionEvent event -> List.of(retention(event, changes));
            default ->
                throw new IllegalArgumentException("Expected a fact of a known family, but found \""
                        + fact.getClass().getName() + "\".");
        };
    }

    private static List<Keyed> catalogue(CatalogueEvent event, List<Change> changes) {
        return switch (event) {
            case CatalogueEvent.CampaignCreated e ->
                List.of(new Keyed(
                        e.campaignId().value(),
                        new CampaignEvent.CampaignCreated(
                                e.projectId(), e.campaignId(), e.name(), e.description(), changes)));
            case CatalogueEvent.CampaignChanged e ->
                List.of(new Keyed(
                        e.campaignId().value(),
                        new CampaignEvent.CampaignChanged(
                                e.projectId(), e.campaignId(), e.name(), e.description(), changes)));
            case CatalogueEvent.CampaignArchived e ->
                List.of(new Keyed(
                        e.campaignId().value(),
                        new CampaignEvent.CampaignArchived(e.projectId(), e.campaignId(), changes)));
            case CatalogueEvent.CampaignRestored e ->
                List.of(new Keyed(
                        e.campaignId().value(),
                        new CampaignEvent.CampaignRestored(e.projectId(), e.campaignId(), changes)));
            case CatalogueEvent.CampaignDeleted e ->
                List.of(new Keyed(
                        e.campaignId().value(),
                        new CampaignEvent.CampaignDeleted(e.projectId(), e.campaignId(), changes)));
            case CatalogueEvent.TestCreated e ->
                List.of(
                        definition(e.projectId(), e.campaignId(), e.testId(), e.version(), e.content()),
                        new Keyed(
                                e.testId().value(),
                                new CampaignEvent.TestCreated(
                                        e.projectId(),
                                        e.campaignId(),
                                        e.testId(),
                                        e.version(),
                                        e.content().name(),
                                        e.order(),
                                        changes)));
            case CatalogueEvent.TestChanged e ->
                List.of(
                        definition(e.projectId(), e.campaignId(), e.testId(), e.version(), e.content()),
                        new Keyed(
                                e.testId().value(),
                                new CampaignEvent.TestChanged(
                                        e.projectId(),
                                        e.campaignId(),
                                        e.testId(),
                                        e.version(),
                                        e.content().name(),
                                        e.order(),
                                        changes)));
            case CatalogueEvent.TestMoved e ->
                List.of(new Keyed(
                        e.testId().value(),
                        new CampaignEvent.TestChanged(
                                e.projectId(), e.campaignId(), e.testId(), e.version(), e.name(), e.order(), changes)));
            case CatalogueEvent.TestDeleted e ->
                List.of(new Keyed(
                        e.testId().value(),
                        new CampaignEvent.TestDeleted(e.projectId(), e.campaignId(), e.testId(), changes)));
        };
    }

    private static Keyed definition(
            ProjectId project, CampaignId campaign, TestId test, long version, TestContent content) {
        Definition definition = new TestDefinition(
                project,
                campaign,
                test,
                version,
                content.name(),
                content.description(),
                content.actions().stream()
                        .map(step -> new ActionStep(step.type(), step.value()))
                        .toList(),
                content.variables().stream()
                        .map(variable -> new TestVariable(variable.name(), variable.value()))
                        .toList());
        return new Keyed(definition.key(), definition);
    }

    private List<Keyed> environment(EnvironmentEvent event, List<Change> changes) {
        return switch (event) {
            case EnvironmentEvent.RootVariableDeclared e ->
                List.of(new Keyed(
                        e.variableId(),
                        new CampaignEvent.VariableDeclared(e.projectId(), e.key(), e.description(), changes)));
            case EnvironmentEvent.RootVariableChanged e ->
                List.of(new Keyed(
                        e.variableId(),
                        new CampaignEvent.VariableDeclared(e.projectId(), e.key(), e.description(), changes)));
            case EnvironmentEvent.RootVariableRetracted e ->
                List.of(new Keyed(
                        e.variableId(), new CampaignEvent.VariableRetracted(e.projectId(), e.key(), changes)));
            case EnvironmentEvent.EnvironmentCreated e ->
                List.of(new Keyed(
                        e.environmentId().value(),
                        new CampaignEvent.EnvironmentCreated(e.projectId(), e.environmentId(), e.name(), changes)));
            case EnvironmentEvent.EnvironmentLimited e ->
                List.of(new Keyed(
                        e.environmentId().value(),
                        new CampaignEvent.EnvironmentLimited(
                                e.projectId(), e.environmentId(), e.maxParallel(), changes)));
            case EnvironmentEvent.VariableDefined e -> {
                Definition definition = environments.apply(e, e.version());
                yield List.of(
                        new Keyed(definition.key(), definition),
                        new Keyed(
                                e.environmentId().value(),
                                new CampaignEvent.VariableDefined(
                                        e.projectId(), e.environmentId(), e.version(), e.key(), e.secret(), changes)));
            }
            case EnvironmentEvent.VariableRemoved e -> {
                Definition definition = environments.apply(e, e.version());
                yield List.of(
                        new Keyed(definition.key(), definition),
                        new Keyed(
                                e.environmentId().value(),
                                new CampaignEvent.VariableRemoved(
                                        e.projectId(), e.environmentId(), e.version(), e.key(), changes)));
            }
        };
    }

    private List<Keyed> files(FilesEvent event, List<Change> changes) {
        Definition definition = files.apply(event);
        Message told = switch (event) {
            case FilesEvent.FileAdded e ->
                new CampaignEvent.CampaignFileAdded(
                        e.projectId(), e.campaignId(), e.version(), e.name(), e.size(), e.sha256(), changes);
            case FilesEvent.FileRemoved e ->
                new CampaignEvent.CampaignFileRemoved(e.projectId(), e.campaignId(), e.version(), e.name(), changes);
        };
        return List.of(
                new Keyed(definition.key(), definition),
                new Keyed(event.campaignId().value(), told));
    }

    private static Keyed launching(LaunchingEvent event, List<Change> changes) {
        return switch (event) {
            case LaunchingEvent.CampaignLaunched e ->
                new Keyed(
                        e.runId().value(),
                        new CampaignEvent.Launched(
                                e.projectId(),
                                e.runId(),
                                e.kind(),
                                e.campaignId(),
                                e.campaignName(),
                                e.name(),
                                e.environmentId(),
                                e.environmentVersion(),
                                e.environment(),
                                e.filesVersion(),
                                e.options(),
                                e.testCount(),
                                e.planChunks(),
                                e.launchedBy(),
                                e.launchedAt()));
            case LaunchingEvent.PlanFrozen e ->
                new Keyed(
                        e.runId().value(),
                        new CampaignEvent.PlanChunk(e.projectId(), e.runId(), e.number(), e.tests()));
            case LaunchingEvent.TrialDefined e ->
                definition(e.projectId(), e.campaignId(), e.testId(), e.version(), e.content());
            case LaunchingEvent.CancelRequested e ->
                new Keyed(
                        e.runId().value(),
                        new CampaignEvent.CancelRequested(e.projectId(), e.runId(), e.requestedBy(), e.requestedAt()));
            case LaunchingEvent.ReportDeleted e ->
                new Keyed(e.runId().value(), new CampaignEvent.ReportDeleted(e.projectId(), e.runId(), changes));
            case LaunchingEvent.ReportHeld e ->
                new Keyed(
                        e.runId().value(), new CampaignEvent.ReportHeld(e.projectId(), e.runId(), e.reason(), changes));
            case LaunchingEvent.ReportReleased e ->
                new Keyed(e.runId().value(), new CampaignEvent.ReportReleased(e.projectId(), e.runId(), changes));
            case LaunchingEvent.ReportExpired e ->
                new Keyed(
                        e.runId().value(),
                        new CampaignEvent.ReportExpired(
                                e.projectId(), e.runId(), e.removed(), e.policyOf(), e.policyVersion(), changes));
        };
    }

    private static Keyed retention(RetentionEvent event, List<Change> changes) {
        return switch (event) {
            case RetentionEvent.PolicySet e ->
                new Keyed(
                        RetentionEvent.streamOf(e.projectId(), e.campaignId()),
                        new CampaignEvent.RetentionSet(
                                e.projectId(),
                                e.campaignId(),
                                e.version(),
                                e.runsMillis(),
                                e.logsMillis(),
                                e.artifactsMillis(),
                                changes));
            case RetentionEvent.PolicyUnset e ->
                new Keyed(
                        RetentionEvent.streamOf(e.projectId(), e.campaignId()),
                        new CampaignEvent.RetentionUnset(e.projectId(), e.campaignId(), e.version(), changes));
            case RetentionEvent.CampaignHeld e ->
                new Keyed(
                        RetentionEvent.streamOf(e.projectId(), e.campaignId()),
                        new CampaignEvent.CampaignHeld(e.projectId(), e.campaignId(), e.reason(), changes));
            case RetentionEvent.CampaignReleased e ->
                new Keyed(
                        RetentionEvent.streamOf(e.projectId(), e.campaignId()),
                        new CampaignEvent.CampaignReleased(e.projectId(), e.campaignId(), changes));
        };
    }

    private static List<Keyed> identity(IdentityEvent event, List<Change> changes) {
        return switch (event) {
            case IdentityEvent.UserCreated e ->
                List.of(new Keyed(
                        e.userId(),
                        new CampaignEvent.UserCreated(
                                e.projectId(), e.userId(), e.email(), e.name(), e.role(), changes)));
            case IdentityEvent.UserChanged e ->
                List.of(new Keyed(
                        e.userId(),
                        new CampaignEvent.UserChanged(
                                e.projectId(), e.userId(), e.email(), e.name(), e.role(), changes)));
            case IdentityEvent.PasswordChanged e ->
                List.of(new Keyed(
                        e.userId(), new CampaignEvent.UserPasswordChanged(e.projectId(), e.userId(), changes)));
            case IdentityEvent.UserDeleted e ->
                List.of(new Keyed(e.userId(), new CampaignEvent.UserDeleted(e.projectId(), e.userId(), changes)));
        };
    }

    private List<Keyed> webhook(WebhookEvent event, List<Change> changes) {
        return switch (event) {
            case WebhookEvent.WebhookCreated e ->
                List.of(
                        webhook(e, e.settings(), e.secrets(), e.createdAt()),
                        new Keyed(
                                e.webhookId(),
                                new CampaignEvent.WebhookCreated(
                                        e.projectId(),
                                        e.webhookId(),
                                        e.settings().name(),
                                        e.settings().url(),
                                        e.settings().events(),
                                        e.settings().campaignId(),
                                        e.settings().active(),
                                        changes)));
            case WebhookEvent.WebhookChanged e ->
                List.of(
                        webhook(e, e.settings(), e.secrets(), e.createdAt()),
                        new Keyed(
                                e.webhookId(),
                                new CampaignEvent.WebhookChanged(
                                        e.projectId(),
                                        e.webhookId(),
                                        e.settings().name(),
                                        e.settings().url(),
                                        e.settings().events(),
                                        e.settings().campaignId(),
                                        e.settings().active(),
                                        changes)));
            case WebhookEvent.WebhookSecretRotated e ->
                List.of(
                        webhook(e, e.settings(), e.secrets(), e.createdAt()),
                        new Keyed(
                                e.webhookId(),
                                new CampaignEvent.WebhookSecretRotated(
                                        e.projectId(),
                                        e.webhookId(),
                                        e.secrets().getLast().until(),
                                        changes)));
            case WebhookEvent.WebhookDeleted e ->
                List.of(
                        gone(e),
                        new Keyed(
                                e.webhookId(),
                                new CampaignEvent.WebhookDeleted(e.projectId(), e.webhookId(), changes)));
        };
    }

    /** A webhook that was deleted in the meantime has no data key any more: it is told without secrets, and its end comes next. */
    private Keyed webhook(WebhookEvent event, WebhookSettings settings, List<SealedSecret> secrets, Instant createdAt) {
        String wrapped = webhookKeys.apply(event.webhookId()).orElse(null);
        Definition definition = new WebhookDefinition(
                event.projectId(),
                event.webhookId(),
                event.version(),
                settings.name(),
                settings.url(),
                settings.events(),
                settings.campaignId(),
                settings.active(),
                false,
                createdAt,
                wrapped,
                wrapped == null
                        ? List.of()
                        : secrets.stream()
                                .map(secret -> new WebhookSecret(secret.sealed(), secret.until()))
                                .toList());
        return new Keyed(definition.key(), definition);
    }

    private static Keyed gone(WebhookEvent.WebhookDeleted event) {
        Definition definition = new WebhookDefinition(
                event.projectId(),
                event.webhookId(),
                event.version(),
                "",
                "",
                List.of(),
                null,
                false,
                true,
                Instant.EPOCH,
                null,
                List.of());
        return new Keyed(definition.key(), definition);
    }
}
