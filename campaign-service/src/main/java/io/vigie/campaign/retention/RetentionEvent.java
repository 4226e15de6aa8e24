package io.vigie.campaign.retention;

import io.vigie.campaign.Fact;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/** What was decided about the runs of one campaign, or of all that have no policy of their own. */
public sealed interface RetentionEvent extends Fact {

    /** The identifier under which the store keeps what concerns one campaign, or all others of a project. */
    static String streamOf(ProjectId project, @Nullable CampaignId campaign) {
        return "retention:" + (campaign == null ? project.value() : campaign.value());
    }

    /** @param campaignId absent for all campaigns without a policy of their own; @param version one more than the last */
    record PolicySet(
            ProjectId projectId,
            @Nullable CampaignId campaignId,
            long version,
            @Nullable Long runsMillis,
            @Nullable Long logsMillis,
            @Nullable Long artifactsMillis)
            implements RetentionEvent {}

    record PolicyUnset(ProjectId projectId, CampaignId campaignId, long version) implements RetentionEvent {}

    record CampaignHeld(ProjectId projectId, CampaignId campaignId, String reason) implements RetentionEvent {}

    record CampaignReleased(ProjectId projectId, CampaignId campaignId) implements RetentionEvent {}
}
