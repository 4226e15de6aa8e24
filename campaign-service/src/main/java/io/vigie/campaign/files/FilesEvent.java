package io.vigie.campaign.files;

import io.vigie.campaign.Fact;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;

/** What was decided about the files of a campaign. */
public sealed interface FilesEvent extends Fact {

    /** The identifier under which the store keeps what concerns one campaign's files. */
    static String streamOf(CampaignId campaign) {
        return "files:" + campaign;
    }

    CampaignId campaignId();

    /** Of the campaign's files as a whole, one more than before. */
    long version();

    /** Of the file. */
    String name();

    /**
     * A file was added, or replaced by one of the same name.
     *
     * @param size in bytes
     * @param sha256 of the content, lower-case hexadecimal
     */
    record FileAdded(ProjectId projectId, CampaignId campaignId, long version, String name, long size, String sha256)
            implements FilesEvent {}

    record FileRemoved(ProjectId projectId, CampaignId campaignId, long version, String name) implements FilesEvent {}
}
