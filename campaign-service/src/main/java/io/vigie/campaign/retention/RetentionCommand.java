package io.vigie.campaign.retention;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/** What may be asked of how long runs are kept, already well-formed. What is so already changes nothing. */
sealed interface RetentionCommand {

    /** @param campaignId absent for all campaigns without a policy of their own */
    record SetPolicy(ProjectId projectId, @Nullable CampaignId campaignId, Durations durations)
            implements RetentionCommand {}

    record UnsetPolicy(ProjectId projectId, CampaignId campaignId) implements RetentionCommand {}

    record HoldCampaign(ProjectId projectId, CampaignId campaignId, String reason) implements RetentionCommand {}

    record ReleaseCampaign(ProjectId projectId, CampaignId campaignId) implements RetentionCommand {}
}
