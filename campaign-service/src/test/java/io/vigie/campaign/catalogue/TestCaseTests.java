package io.vigie.campaign.catalogue;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.vigie.campaign.catalogue.CatalogueCommand.AddAction;
import io.vigie.campaign.catalogue.CatalogueCommand.ChangeTest;
import io.vigie.campaign.catalogue.CatalogueEvent.TestChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.TestCreated;
import io.vigie.campaign.catalogue.TestContent.Step;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.service.refusal.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.modelling.command.Repository;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestCaseTests {

    private static final CampaignId CAMPAIGN = CampaignId.of("c1");
    private static final TestId ID = TestId.of("t1");
    private static final Step PAUSE = new Step("pause", Map.of("seconds", 1));

    private FixtureConfiguration<TestCase> fixture;

    @BeforeEach
    @SuppressWarnings("unchecked")
    void fixture() {
        fixture = new AggregateTestFixture<>(TestCase.class);
        CatalogueRows rows = mock(CatalogueRows.class);
        when(rows.placesOf(CAMPAIGN)).thenReturn(Map.of(ID, 1));
        fixture.registerAnnotatedCommandHandler(
                new CatalogueCommands(mock(Repository.class), fixture.getRepository(), rows));
    }

    @Test
    void hasANewVersionWithEachChangeOfItsContent() {
        fixture.given(created(contentOf(1)))
                .when(new ChangeTest(ID, null, contentOf(2), null))
                .expectEvents(new TestChanged(ProjectId.COMMON, CAMPAIGN, ID, 2, 1, contentOf(2)));
    }

    @Test
    void saysNothingWhenItsContentStays() {
        fixture.given(created(contentOf(1)))
                .when(new ChangeTest(ID, null, contentOf(1), null))
                .expectNoEvents();
    }

    @Test
    void isOverwrittenOnlyInTheVersionsThatAreNamed() {
        TestChanged second = new TestChanged(ProjectId.COMMON, CAMPAIGN, ID, 2, 1, contentOf(2));

        fixture.given(created(contentOf(1)), second)
                .when(new ChangeTest(ID, null, contentOf(3), Set.of(1L)))
                .expectNoEvents()
                .expectException(Refusal.class)
                .expectExceptionMessage("This test was changed meanwhile: it is at version 2");
        fixture.given(created(contentOf(1)), second)
                .when(new ChangeTest(ID, null, contentOf(3), Set.of(1L, 2L)))
                .expectEvents(new TestChanged(ProjectId.COMMON, CAMPAIGN, ID, 3, 1, contentOf(3)));
    }

    @Test
    void takesOneMoreAction() {
        fixture.given(created(contentOf(1)))
                .when(new AddAction(ID, PAUSE))
                .expectEvents(new TestChanged(ProjectId.COMMON, CAMPAIGN, ID, 2, 1, contentOf(2)));
    }

    @Test
    void refusesOneActionTooMany() {
        fixture.given(created(contentOf(CatalogueLimits.ACTIONS)))
                .when(new AddAction(ID, PAUSE))
                .expectNoEvents()
                .expectException(Refusal.class);
    }

    private static TestCreated created(TestContent content) {
        return new TestCreated(ProjectId.COMMON, CAMPAIGN, ID, 1, 1, content, "u1", "Ada");
    }

    private static TestContent contentOf(int actions) {
        return new TestContent("t", "", Collections.nCopies(actions, PAUSE), List.of());
    }
}
