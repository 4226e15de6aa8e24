package io.vigie.campaign.catalogue;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.catalogue.CatalogueCommand.AddAction;
import io.vigie.campaign.catalogue.CatalogueCommand.ArchiveCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.ChangeCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.ChangeTest;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateTest;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateTests;
import io.vigie.campaign.catalogue.CatalogueCommand.DeleteCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.DeleteTest;
import io.vigie.campaign.catalogue.CatalogueCommand.NewTest;
import io.vigie.campaign.catalogue.CatalogueCommand.OrderTests;
import io.vigie.campaign.catalogue.CatalogueCommand.RestoreCampaign;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.TestId;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/**
 * Takes the commands of this room, each in one transaction. Whatever touches the set of a campaign's tests loads the campaign first: its lock
 * keeps such changes apart.
 */
@Component
class CatalogueCommands {

    private final Repository<Campaign> campaigns;
    private final Repository<TestCase> tests;
    private final CatalogueRows rows;

    CatalogueCommands(Repository<Campaign> campaigns, Repository<TestCase> tests, CatalogueRows rows) {
        this.campaigns = campaigns;
        this.tests = tests;
        this.rows = rows;
    }

    @CommandHandler
    void handle(CreateCampaign command) throws Exception {
        campaigns.newInstance(() -> new Campaign(
                command.projectId(),
                command.campaignId(),
                command.name(),
                command.description(),
                command.by(),
                command.byName()));
    }

    @CommandHandler
    void handle(ChangeCampaign command) {
        campaign(command.campaignId()).execute(campaign -> campaign.change(command.name(), command.description()));
    }

    @CommandHandler
    void handle(ArchiveCampaign command) {
        campaign(command.campaignId()).execute(Campaign::archive);
    }

    @CommandHandler
    void handle(RestoreCampaign command) {
        campaign(command.campaignId()).execute(Campaign::restore);
    }

    @CommandHandler
    void handle(DeleteCampaign command) {
        Aggregate<Campaign> campaign = campaign(command.campaignId());
        for (TestId test : rows.placesOf(command.campaignId()).keySet()) {
            test(test).execute(TestCase::delete);
        }
        campaign.execute(Campaign::delete);
    }

    @CommandHandler
    void handle(CreateTest command) throws Exception {
        campaign(command.campaignId());
        requireRoom(command.campaignId(), 1);
        Integer wished = command.order();
        if (wished == null) {
            create(command, rows.lastPlace(command.campaignId()) + 1);
            return;
        }
        Map<TestId, Integer> places = rows.placesOf(command.campaignId());
        List<TestId> order = new ArrayList<>(places.keySet());
        order.add(Math.min(wished - 1, order.size()), command.testId());
        Map<TestId, Integer> moves = TestOrder.place(order, places, command.testId());
        create(command, Objects.requireNonNull(moves.remove(command.testId())));
        move(moves);
    }

    private void create(CreateTest command, int place) throws Exception {
        tests.newInstance(() -> new TestCase(
                command.projectId(),
                command.campaignId(),
                command.testId(),
                place,
                command.content(),
                command.by(),
                command.byName()));
    }

    private void requireRoom(CampaignId campaignId, int more) {
        int present = rows.testsIn(campaignId);
        if (present + more > CatalogueLimits.TESTS) {
            throw AskedFields.invalid(List.of(new Fault(
                    "campain_id",
                    Text.of("une campagne de %d tests au plus", "a campaign of at most %d tests")
                            .with(CatalogueLimits.TESTS),
                    Text.same(Integer.toString(present + more)))));
        }
    }

    @CommandHandler
    void handle(CreateTests command) throws Exception {
        campaign(command.campaignId());
        requireRoom(command.campaignId(), command.tests().size());
        int place = rows.lastPlace(command.campaignId());
        for (NewTest test : command.tests()) {
            place++;
            int own = place;
            tests.newInstance(() -> new TestCase(
                    command.projectId(),
                    command.campaignId(),
                    test.testId(),
                    own,
                    test.content(),
                    command.by(),
                    command.byName()));
        }
    }

    @CommandHandler
    void handle(ChangeTest command) {
        Integer wished = command.order();
        if (wished == null) {
            test(command.testId()).execute(test -> test.change(command.content(), command.expected()));
            return;
        }
        CampaignId campaignId = campaignOf(command.testId());
        campaign(campaignId);
        Map<TestId, Integer> places = rows.placesOf(campaignId);
        List<TestId> order = new ArrayList<>(places.keySet());
        int rank = Math.min(wished - 1, order.size() - 1);
        test(command.testId()).execute(test -> test.change(command.content(), command.expected()));
        if (order.indexOf(command.testId()) != rank) {
            order.remove(command.testId());
            order.add(rank, command.testId());
            move(TestOrder.place(order, places, command.testId()));
        }
    }

    @CommandHandler
    void handle(AddAction command) {
        test(command.testId()).execute(test -> test.add(command.action()));
    }

    @CommandHandler
    void handle(DeleteTest command) {
        campaign(campaignOf(command.testId()));
        test(command.testId()).execute(TestCase::delete);
    }

    @CommandHandler
    void handle(OrderTests command) {
        campaign(command.campaignId());
        Map<TestId, Integer> present = rows.placesOf(command.campaignId());
        if (command.tests().size() != present.size() || !new HashSet<>(command.tests()).equals(present.keySet())) {
            throw AskedFields.invalid(List.of(new Fault(
                    "tests",
                    Text.of("les %d tests de la campagne, chacun une fois", "the campaign's %d tests, each once")
                            .with(present.size()),
                    Text.of("une autre liste de %d", "another list of %d")
                            .with(command.tests().size()))));
        }
        move(TestOrder.count(command.tests(), present));
    }

    private void move(Map<TestId, Integer> moves) {
        moves.forEach((id, place) -> test(id).execute(test -> test.moveTo(place)));
    }

    private CampaignId campaignOf(TestId testId) {
        return rows.campaignOf(testId).orElseThrow(CatalogueRefusals::unknownTest);
    }

    private Aggregate<Campaign> campaign(CampaignId id) {
        try {
            return campaigns.load(id.value());
        } catch (AggregateNotFoundException unknown) {
            throw CatalogueRefusals.unknownCampaign();
        }
    }

    private Aggregate<TestCase> test(TestId id) {
        try {
            return tests.load(id.value());
        } catch (AggregateNotFoundException unknown) {
            throw CatalogueRefusals.unknownTest();
        }
    }
}
