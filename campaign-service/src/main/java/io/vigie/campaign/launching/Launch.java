package io.vigie.campaign.launching;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.RunOptions;

/**
 * A launch whose form is right: nothing is missing, nothing is of another kind.
 *
 * @param options as they were wished for; the cap of the environment is not known yet
 */
record Launch(CampaignId campaignId, String name, String environment, RunOptions options) {}
