package io.vigie.campaign.catalogue;

import io.vigie.campaign.catalogue.CatalogueCommand.ArchiveCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.ChangeCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.RestoreCampaign;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignArchived;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignCreated;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignDeleted;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignRestored;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.refusal.Refusal;
import org.axonframework.modelling.command.Repository;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class CampaignTests {

    private static final CampaignId ID = CampaignId.of("c1");
    private static final CampaignCreated CREATED =
            new CampaignCreated(ProjectId.COMMON, ID, "Nightly", "d", "u1", "Ada");

    private FixtureConfiguration<Campaign> fixture;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void fixture() {
        fixture = new AggregateTestFixture<>(Campaign.class);
        fixture.registerAnnotatedCommandHandler(new CatalogueCommands(
                fixture.getRepository(), Mockito.mock(Repository.class), Mockito.mock(CatalogueRows.class)));
    }

    @Test
    void isCreated() {
        fixture.givenNoPriorActivity()
                .when(new CreateCampaign(ProjectId.COMMON, ID, "Nightly", "d", "u1", "Ada"))
                .expectEvents(CREATED);
    }

    @Test
    void keepsWhatAChangeDoesNotName() {
        fixture.given(CREATED)
                .when(new ChangeCampaign(ID, "Weekly", null))
                .expectEvents(new CampaignChanged(ProjectId.COMMON, ID, "Weekly", "d"));
    }

    @Test
    void saysNothingWhenNothingChanges() {
        fixture.given(CREATED).when(new ChangeCampaign(ID, "Nightly", null)).expectNoEvents();
    }

    @Test
    void isArchivedAndRestoredOnceEach() {
        CampaignArchived archived = new CampaignArchived(ProjectId.COMMON, ID);
        CampaignRestored restored = new CampaignRestored(ProjectId.COMMON, ID);

        fixture.given(CREATED).when(new ArchiveCampaign(ID)).expectEvents(archived);
        fixture.given(CREATED, archived).when(new ArchiveCampaign(ID)).expectNoEvents();
        fixture.given(CREATED, archived).when(new RestoreCampaign(ID)).expectEvents(restored);
        fixture.given(CREATED, archived, restored).when(new RestoreCampaign(ID)).expectNoEvents();
    }

    @Test
    void cannotBeChangedOnceDeleted() {
        fixture.given(CREATED, new CampaignDeleted(ProjectId.COMMON, ID))
                .when(new ChangeCampaign(ID, "Weekly", null))
                .expectNoEvents()
                .expectException(Refusal.class);
    }
}
