package io.vigie.campaign.catalogue;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What may be asked of campaigns and tests, already well-formed. */
sealed interface CatalogueCommand {

    record CreateCampaign(
            ProjectId projectId, CampaignId campaignId, String name, String description, String by, String byName)
            implements CatalogueCommand {}

    /** What is absent stays as it is. */
    record ChangeCampaign(
            CampaignId campaignId,
            @Nullable String name,
            @Nullable String description) implements CatalogueCommand {}

    /** Keeps it with its tests, files and reports. Runs under way go on. */
    record ArchiveCampaign(CampaignId campaignId) implements CatalogueCommand {}

    record RestoreCampaign(CampaignId campaignId) implements CatalogueCommand {}

    /** With all its tests. Runs under way are not touched: their plan was frozen. */
    record DeleteCampaign(CampaignId campaignId) implements CatalogueCommand {}

    /** @param order the wished place from 1; absent: the end */
    record CreateTest(
            ProjectId projectId,
            CampaignId campaignId,
            TestId testId,
            @Nullable Integer order,
            TestContent content,
            String by,
            String byName)
            implements CatalogueCommand {}

    /** All of them or none, at the end of the campaign in this order. */
    record CreateTests(ProjectId projectId, CampaignId campaignId, List<NewTest> tests, String by, String byName)
            implements CatalogueCommand {}

    record NewTest(TestId testId, TestContent content) {}

    /** @param expected the versions that may be overwritten; absent: whichever there is */
    record ChangeTest(
            TestId testId,
            @Nullable Integer order,
            TestContent content,
            @Nullable Set<Long> expected) implements CatalogueCommand {}

    record AddAction(TestId testId, TestContent.Step action) implements CatalogueCommand {}

    record DeleteTest(TestId testId) implements CatalogueCommand {}

    /** @param tests all tests of the campaign, in their new order */
    record OrderTests(CampaignId campaignId, List<TestId> tests) implements CatalogueCommand {}
}
