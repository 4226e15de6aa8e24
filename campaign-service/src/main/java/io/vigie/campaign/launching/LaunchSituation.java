package io.vigie.campaign.launching;

import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.campaign.environment.EnvironmentDirectory;
import java.util.List;

/**
 * Everything that the rules of a launch look at.
 *
 * @param campaignKnown whether the campaign exists
 * @param archived whether the campaign is out of the way
 * @param environments those that exist
 * @param nameTaken whether a report has this name already
 * @param tests of the campaign
 */
record LaunchSituation(
        Launch launch,
        boolean campaignKnown,
        boolean archived,
        List<EnvironmentDirectory.Known> environments,
        boolean nameTaken,
        List<LaunchableTest> tests) {}
