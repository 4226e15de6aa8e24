package io.vigie.campaign.catalogue;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import java.util.List;
import java.util.Optional;

/** Tells the room of launches what a campaign would run. Sees what is committed. */
public interface LaunchableCampaigns {

    /** The campaign's name, or nothing when it does not exist. */
    Optional<String> nameOf(ProjectId project, CampaignId campaign);

    /** Whether the campaign is out of the way: it is not launched then. */
    boolean isArchived(ProjectId project, CampaignId campaign);

    /** The campaign's tests in their order, with their present versions. */
    List<LaunchableTest> testsOf(CampaignId campaign);

    /** A test by its id, or nothing when it does not exist. */
    Optional<TestOfCampaign> launchableTest(ProjectId project, TestId test);

    /** @param settings how the test wants to be run */
    record LaunchableTest(TestId id, long version, String name, TestSettings settings) {}

    record TestOfCampaign(CampaignId campaignId, LaunchableTest test) {}
}
