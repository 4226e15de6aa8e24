package io.vigie.campaign.files;

import io.vigie.contracts.CampaignId;

/** Tells the other rooms which version a campaign's files have. Sees what is committed. */
public interface CampaignFilesDirectory {

    /** 0 when the campaign never had a file. */
    long versionOf(CampaignId campaign);
}
