package io.vigie.report.audit.decisions;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vigie.contracts.Id;
import io.vigie.contracts.campaign.CampaignEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a decision is about, by the ids that it names; absent ones are left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record About(
        @Nullable String campaignId,
        @Nullable String testId,
        @Nullable String environmentId,
        @Nullable String runId,
        @Nullable String userId) {

    private static final About NOTHING = new About(null, null, null, null, null);

    static About of(CampaignEvent event) {
        return switch (event) {
            case CampaignEvent.CampaignCreated e -> campaign(e.campaignId());
            case CampaignEvent.CampaignChanged e -> campaign(e.campaignId());
            case CampaignEvent.CampaignFileAdded e -> campaign(e.campaignId());
            case CampaignEvent.CampaignFileRemoved e -> campaign(e.campaignId());
            case CampaignEvent.CampaignArchived e -> campaign(e.campaignId());
            case CampaignEvent.CampaignRestored e -> campaign(e.campaignId());
            case CampaignEvent.CampaignDeleted e -> campaign(e.campaignId());
            case CampaignEvent.TestCreated e -> test(e.campaignId(), e.testId());
            case CampaignEvent.TestChanged e -> test(e.campaignId(), e.testId());
            case CampaignEvent.TestDeleted e -> test(e.campaignId(), e.testId());
            case CampaignEvent.EnvironmentCreated e -> environment(e.environmentId());
            case CampaignEvent.EnvironmentLimited e -> environment(e.environmentId());
            case CampaignEvent.EnvironmentDeleted e -> environment(e.environmentId());
            case CampaignEvent.VariableDefined e -> environment(e.environmentId());
            case CampaignEvent.VariableRemoved e -> environment(e.environmentId());
            case CampaignEvent.VariableDeclared _, CampaignEvent.VariableRetracted _ -> NOTHING;
            case CampaignEvent.WebhookCreated e -> webhook(e.campaignId());
            case CampaignEvent.WebhookChanged e -> webhook(e.campaignId());
            // Its own id is the subject.
            case CampaignEvent.WebhookSecretRotated _, CampaignEvent.WebhookDeleted _ -> NOTHING;
            case CampaignEvent.UserCreated e -> user(e.userId());
            case CampaignEvent.UserChanged e -> user(e.userId());
            case CampaignEvent.UserPasswordChanged e -> user(e.userId());
            case CampaignEvent.UserDeleted e -> user(e.userId());
            case CampaignEvent.Launched e ->
                new About(
                        e.campaignId().value(),
                        null,
                        e.environmentId().value(),
                        e.runId().value(),
                        null);
            case CampaignEvent.PlanChunk e -> run(e.runId());
            case CampaignEvent.CancelRequested e -> run(e.runId());
            case CampaignEvent.ReportDeleted e -> run(e.runId());
            case CampaignEvent.ReportHeld e -> run(e.runId());
            case CampaignEvent.ReportReleased e -> run(e.runId());
            case CampaignEvent.ReportExpired e -> run(e.runId());
            case CampaignEvent.CampaignHeld e -> campaign(e.campaignId());
            case CampaignEvent.CampaignReleased e -> campaign(e.campaignId());
            case CampaignEvent.RetentionSet e -> e.campaignId() == null ? NOTHING : campaign(e.campaignId());
            case CampaignEvent.RetentionUnset e -> campaign(e.campaignId());
        };
    }

    /** @param campaign the only one of which it tells; absent for all */
    private static About webhook(@Nullable Id campaign) {
        return campaign == null ? NOTHING : campaign(campaign);
    }

    private static About campaign(Id campaign) {
        return new About(campaign.value(), null, null, null, null);
    }

    private static About test(Id campaign, Id test) {
        return new About(campaign.value(), test.value(), null, null, null);
    }

    private static About environment(Id environment) {
        return new About(null, null, environment.value(), null, null);
    }

    private static About run(Id run) {
        return new About(null, null, null, run.value(), null);
    }

    private static About user(String user) {
        return new About(null, null, null, null, user);
    }

    /** Every id under which the decision is found. */
    List<String> idsWith(String subject) {
        return new ArrayList<>(Stream.of(subject, campaignId, testId, environmentId, runId, userId)
                .filter(Objects::nonNull)
                .distinct()
                .toList());
    }
}
