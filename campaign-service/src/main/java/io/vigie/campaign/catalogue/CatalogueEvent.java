package io.vigie.campaign.catalogue;

import io.vigie.campaign.Fact;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;

/** What was decided about campaigns and their tests. */
public sealed interface CatalogueEvent extends Fact {

    record CampaignCreated(
            ProjectId projectId,
            CampaignId campaignId,
            String name,
            String description,
            String createdBy,
            String createdByName)
            implements CatalogueEvent {}

    record CampaignChanged(ProjectId projectId, CampaignId campaignId, String name, String description)
            implements CatalogueEvent {}

    /** Out of the way: not among the campaigns that are shown, and not to be launched, until it is restored. */
    record CampaignArchived(ProjectId projectId, CampaignId campaignId) implements CatalogueEvent {}

    record CampaignRestored(ProjectId projectId, CampaignId campaignId) implements CatalogueEvent {}

    record CampaignDeleted(ProjectId projectId, CampaignId campaignId) implements CatalogueEvent {}

    /** @param version 1; @param order the place in the campaign, from 1 */
    record TestCreated(
            ProjectId projectId,
            CampaignId campaignId,
            TestId testId,
            long version,
            int order,
            TestContent content,
            String createdBy,
            String createdByName)
            implements CatalogueEvent {}

    /** @param version one more than before */
    record TestChanged(
            ProjectId projectId, CampaignId campaignId, TestId testId, long version, int order, TestContent content)
            implements CatalogueEvent {}

    /** The place changed, the content did not: the version stays. */
    record TestMoved(ProjectId projectId, CampaignId campaignId, TestId testId, long version, int order, String name)
            implements CatalogueEvent {}

    record TestDeleted(ProjectId projectId, CampaignId campaignId, TestId testId) implements CatalogueEvent {}
}
