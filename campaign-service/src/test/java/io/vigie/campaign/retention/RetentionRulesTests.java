package io.vigie.campaign.retention;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.retention.RetentionCommand.HoldCampaign;
import io.vigie.campaign.retention.RetentionCommand.ReleaseCampaign;
import io.vigie.campaign.retention.RetentionCommand.SetPolicy;
import io.vigie.campaign.retention.RetentionCommand.UnsetPolicy;
import io.vigie.campaign.retention.RetentionEvent.CampaignHeld;
import io.vigie.campaign.retention.RetentionEvent.CampaignReleased;
import io.vigie.campaign.retention.RetentionEvent.PolicySet;
import io.vigie.campaign.retention.RetentionEvent.PolicyUnset;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.refusal.Refusal;
import java.util.Optional;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionRulesTests {

    private static final CampaignId CAMPAIGN = CampaignId.of("c1");
    private static final PolicySet SET = new PolicySet(ProjectId.COMMON, CAMPAIGN, 1, 5L, null, 3L);

    private final LaunchableCampaigns campaigns = mock(LaunchableCampaigns.class);
    private FixtureConfiguration<RetentionRules> fixture;

    @BeforeEach
    void fixture() {
        when(campaigns.nameOf(any(), any())).thenReturn(Optional.of("Nightly"));
        fixture = new AggregateTestFixture<>(RetentionRules.class);
        fixture.registerAnnotatedCommandHandler(
                new RetentionCommands(fixture.getRepository(), campaigns, mock(RetentionRows.class)));
    }

    @Test
    void countsTheVersionsOfAPolicy() {
        fixture.givenNoPriorActivity().when(set(5L, null, 3L)).expectEvents(SET);
        fixture.given(SET).when(set(5L, null, 3L)).expectNoEvents();
        fixture.given(SET).when(set(5L, 4L, 3L)).expectEvents(new PolicySet(ProjectId.COMMON, CAMPAIGN, 2, 5L, 4L, 3L));
    }

    @Test
    void neverGivesAVersionTwice() {
        PolicyUnset unset = new PolicyUnset(ProjectId.COMMON, CAMPAIGN, 2);

        fixture.given(SET).when(new UnsetPolicy(ProjectId.COMMON, CAMPAIGN)).expectEvents(unset);
        fixture.given(SET, unset)
                .when(new UnsetPolicy(ProjectId.COMMON, CAMPAIGN))
                .expectNoEvents();
        fixture.given(SET, unset)
                .when(set(5L, null, 3L))
                .expectEvents(new PolicySet(ProjectId.COMMON, CAMPAIGN, 3, 5L, null, 3L));
    }

    @Test
    void isHeldUntilItIsReleased() {
        CampaignHeld held = new CampaignHeld(ProjectId.COMMON, CAMPAIGN, "Audit");
        CampaignReleased released = new CampaignReleased(ProjectId.COMMON, CAMPAIGN);
        HoldCampaign hold = new HoldCampaign(ProjectId.COMMON, CAMPAIGN, "Audit");
        ReleaseCampaign release = new ReleaseCampaign(ProjectId.COMMON, CAMPAIGN);

        fixture.givenNoPriorActivity().when(hold).expectEvents(held);
        fixture.given(held).when(hold).expectNoEvents();
        fixture.given(held).when(release).expectEvents(released);
        fixture.given(held, released).when(release).expectNoEvents();
    }

    @Test
    void isAboutACampaignThatThereIsOrWas() {
        when(campaigns.nameOf(any(), any())).thenReturn(Optional.empty());

        fixture.givenNoPriorActivity().when(set(5L, null, null)).expectException(Refusal.class);
    }

    private static SetPolicy set(Long runs, Long logs, Long artifacts) {
        return new SetPolicy(ProjectId.COMMON, CAMPAIGN, new Durations(runs, logs, artifacts));
    }
}
