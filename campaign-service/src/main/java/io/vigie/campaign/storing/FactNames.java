package io.vigie.campaign.storing;

import io.vigie.campaign.Fact;
import io.vigie.campaign.catalogue.CatalogueEvent;
import io.vigie.campaign.environment.EnvironmentEvent;
import io.vigie.campaign.files.FilesEvent;
import io.vigie.campaign.identity.IdentityEvent;
import io.vigie.campaign.launching.LaunchingEvent;
import io.vigie.campaign.retention.RetentionEvent;
import io.vigie.campaign.webhooks.WebhookEvent;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The name of every fact in the event store. A name is for ever; a class may be renamed freely. */
final class FactNames {

    private static final Map<String, Class<? extends Fact>> BY_NAME = new LinkedHashMap<>();
    private static final Map<Class<?>, String> BY_CLASS = new HashMap<>();

    static {
        name("campaign.created.v1", CatalogueEvent.CampaignCreated.class);
        name("campaign.changed.v1", CatalogueEvent.CampaignChanged.class);
        name("campaign.archived.v1", CatalogueEvent.CampaignArchived.class);
        name("campaign.restored.v1", CatalogueEvent.CampaignRestored.class);
        name("campaign.deleted.v1", CatalogueEvent.CampaignDeleted.class);
        name("campaign.test-created.v1", CatalogueEvent.TestCreated.class);
        name("campaign.test-changed.v1", CatalogueEvent.TestChanged.class);
        name("campaign.test-moved.v1", CatalogueEvent.TestMoved.class);
        name("campaign.test-deleted.v1", CatalogueEvent.TestDeleted.class);
        name("campaign.file-added.v1", FilesEvent.FileAdded.class);
        name("campaign.file-removed.v1", FilesEvent.FileRemoved.class);
        name("environment.root-variable-declared.v1", EnvironmentEvent.RootVariableDeclared.class);
        name("environment.root-variable-changed.v1", EnvironmentEvent.RootVariableChanged.class);
        name("environment.root-variable-retracted.v1", EnvironmentEvent.RootVariableRetracted.class);
        name("environment.created.v1", EnvironmentEvent.EnvironmentCreated.class);
        name("environment.limited.v1", EnvironmentEvent.EnvironmentLimited.class);
        name("environment.variable-defined.v1", EnvironmentEvent.VariableDefined.class);
        name("environment.variable-removed.v1", EnvironmentEvent.VariableRemoved.class);
        name("run.campaign-launched.v2", LaunchingEvent.CampaignLaunched.class);
        name("run.plan-frozen.v2", LaunchingEvent.PlanFrozen.class);
        name("run.trial-defined.v1", LaunchingEvent.TrialDefined.class);
        name("run.cancel-requested.v1", LaunchingEvent.CancelRequested.class);
        name("run.report-deleted.v1", LaunchingEvent.ReportDeleted.class);
        name("run.report-held.v1", LaunchingEvent.ReportHeld.class);
        name("run.report-released.v1", LaunchingEvent.ReportReleased.class);
        name("run.report-expired.v1", LaunchingEvent.ReportExpired.class);
        name("retention.policy-set.v1", RetentionEvent.PolicySet.class);
        name("retention.policy-unset.v1", RetentionEvent.PolicyUnset.class);
        name("retention.campaign-held.v1", RetentionEvent.CampaignHeld.class);
        name("retention.campaign-released.v1", RetentionEvent.CampaignReleased.class);
        name("user.created.v1", IdentityEvent.UserCreated.class);
        name("user.changed.v1", IdentityEvent.UserChanged.class);
        name("user.password-changed.v1", IdentityEvent.PasswordChanged.class);
        name("user.deleted.v1", IdentityEvent.UserDeleted.class);
        name("webhook.created.v1", WebhookEvent.WebhookCreated.class);
        name("webhook.changed.v1", WebhookEvent.WebhookChanged.class);
        name("webhook.secret-rotated.v1", WebhookEvent.WebhookSecretRotated.class);
        name("webhook.deleted.v1", WebhookEvent.WebhookDeleted.class);
    }

    private FactNames() {}

    static Map<String, Class<? extends Fact>> all() {
        return Collections.unmodifiableMap(BY_NAME);
    }

    static Optional<Class<? extends Fact>> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static Optional<String> nameOf(Class<?> type) {
        return Optional.ofNullable(BY_CLASS.get(type));
    }

    private static void name(String name, Class<? extends Fact> type) {
        if (BY_NAME.put(name, type) != null || BY_CLASS.put(type, name) != null) {
            throw new IllegalStateException(
                    "Expected \"" + name + "\" to be given once, but it or its record stands twice.");
        }
    }
}
