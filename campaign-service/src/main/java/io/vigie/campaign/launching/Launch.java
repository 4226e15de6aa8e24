package io.vigie.campaign.launching;

import io.vigie.contracts.CampaignId;

/** A launch whose form is right: nothing is missing, nothing is of another kind. */
record Launch(CampaignId campaignId, String name, String environment, boolean stopOnFailure, int parallelism) {}
