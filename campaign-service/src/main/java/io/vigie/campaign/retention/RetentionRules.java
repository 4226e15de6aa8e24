package io.vigie.campaign.retention;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vigie.campaign.retention.RetentionEvent.CampaignHeld;
import io.vigie.campaign.retention.RetentionEvent.CampaignReleased;
import io.vigie.campaign.retention.RetentionEvent.PolicySet;
import io.vigie.campaign.retention.RetentionEvent.PolicyUnset;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** What holds for the runs of one campaign, or of all without a policy of their own. It outlives its campaign, whose runs do too. */
@Aggregate(type = "retention")
class RetentionRules {

    @AggregateIdentifier
    private String id;

    private long version;
    /** Absent as long as nobody decided anything: then nothing is ever removed. */
    private @Nullable Durations policy;

    private @Nullable String heldFor;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    RetentionRules() {}

    RetentionRules(ProjectId projectId, @Nullable CampaignId campaignId) {
        this.id = RetentionEvent.streamOf(projectId, campaignId);
    }

    void set(ProjectId projectId, @Nullable CampaignId campaignId, Durations durations) {
        if (!durations.equals(policy)) {
            apply(new PolicySet(
                    projectId, campaignId, version + 1, durations.runs(), durations.logs(), durations.artifacts()));
        }
    }

    void unset(ProjectId projectId, CampaignId campaignId) {
        if (policy != null) {
            apply(new PolicyUnset(projectId, campaignId, version + 1));
        }
    }

    void hold(ProjectId projectId, CampaignId campaignId, String reason) {
        if (!reason.equals(heldFor)) {
            apply(new CampaignHeld(projectId, campaignId, reason));
        }
    }

    void release(ProjectId projectId, CampaignId campaignId) {
        if (heldFor != null) {
            apply(new CampaignReleased(projectId, campaignId));
        }
    }

    @EventSourcingHandler
    void on(PolicySet event) {
        id = RetentionEvent.streamOf(event.projectId(), event.campaignId());
        version = event.version();
        policy = new Durations(event.runsMillis(), event.logsMillis(), event.artifactsMillis());
    }

    @EventSourcingHandler
    void on(PolicyUnset event) {
        version = event.version();
        policy = null;
    }

    @EventSourcingHandler
    void on(CampaignHeld event) {
        id = RetentionEvent.streamOf(event.projectId(), event.campaignId());
        heldFor = event.reason();
    }

    @EventSourcingHandler
    void on(CampaignReleased event) {
        heldFor = null;
    }
}
