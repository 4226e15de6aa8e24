package io.vigie.campaign.files;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.CampaignFile;

/** What may be asked of a campaign's files, already well-formed. */
sealed interface FilesCommand {

    /** The content is in the storage already. */
    record AddFile(ProjectId projectId, CampaignId campaignId, CampaignFile file) implements FilesCommand {}

    /** The content stays for as long as a run may need it. */
    record RemoveFile(ProjectId projectId, CampaignId campaignId, String name) implements FilesCommand {}
}
