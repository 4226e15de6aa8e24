package io.vigie.campaign.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.catalogue.CatalogueCommand.ArchiveCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.ChangeCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.DeleteCampaign;
import io.vigie.campaign.catalogue.CatalogueCommand.OrderTests;
import io.vigie.campaign.catalogue.CatalogueCommand.RestoreCampaign;
import io.vigie.campaign.catalogue.CatalogueRows.CampaignRow;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/campains}, spelt as the API has always spelt it. */
@RestController
@RequestMapping("/api/campains")
class CampaignsController {

    private final Commands commands;
    private final CatalogueRows rows;
    private final NewIds ids;

    CampaignsController(Commands commands, CatalogueRows rows, NewIds ids) {
        this.commands = commands;
        this.rows = rows;
        this.ids = ids;
    }

    /** @param archived whether it is out of the way: not listed unless asked for, and not launched */
    record Shown(
            @JsonProperty("_id") String id,
            String userCreated,
            String userCreatedName,
            String name,
            String dateCreated,
            String description,
            boolean archived) {

        static Shown of(CampaignRow row) {
            return new Shown(
                    row.id().value(),
                    row.createdBy(),
                    row.createdByName(),
                    row.name(),
                    row.createdAt().toString(),
                    row.description(),
                    row.archived());
        }
    }

    record Created(
            String message, @JsonProperty("campain_id") String campaignId) {}

    record Done(String message) {}

    record NewCampaign(String name, @Nullable String description) {}

    /** What is left out stays as it is. */
    record ChangedCampaign(@Nullable String name, @Nullable String description) {}

    /** @param tests the ids of all tests of the campaign */
    record Order(List<String> tests) {}

    @GetMapping
    Page<Shown> list(@RequestParam(name = "archived", defaultValue = "false") boolean archived, Paging paging) {
        return rows.campaigns(ProjectId.COMMON, archived, paging).map(Shown::of);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Created create(
            @BodyOf(NewCampaign.class) @RequestBody Map<String, @Nullable Object> body, Asker asker, Locale locale) {
        AskedFields asked = new AskedFields(body).require("name");
        CampaignId id = CampaignId.of(ids.next());
        String name = asked.text("name", CatalogueLimits.NAME_LENGTH);
        String description = asked.text("description", CatalogueLimits.DESCRIPTION_LENGTH);
        asked.check();
        commands.send(asker, new CreateCampaign(ProjectId.COMMON, id, name, description, asker.id(), asker.name()));
        return new Created(
                Text.of("Campagne créée avec succès", "Campaign created").in(locale), id.value());
    }

    @GetMapping("/{id}")
    Shown show(@PathVariable String id) {
        return rows.campaign(ProjectId.COMMON, campaign(id))
                .map(Shown::of)
                .orElseThrow(CatalogueRefusals::unknownCampaign);
    }

    @PutMapping("/{id}")
    Done change(
            @PathVariable String id,
            @BodyOf(ChangedCampaign.class) @RequestBody Map<String, @Nullable Object> body,
            Asker asker,
            Locale locale) {
        CampaignId campaignId = campaign(id);
        AskedFields asked = new AskedFields(body);
        if (body.containsKey("name")) {
            asked.require("name");
        }
        String name = asked.text("name", CatalogueLimits.NAME_LENGTH);
        String description = asked.text("description", CatalogueLimits.DESCRIPTION_LENGTH);
        asked.check();
        commands.send(
                asker,
                new ChangeCampaign(
                        campaignId, asked.has("name") ? name : null, asked.has("description") ? description : null));
        return new Done(
                Text.of("Campagne mise à jour avec succès", "Campaign updated").in(locale));
    }

    /** Takes a campaign out of the list of campaigns. Everything of it is kept, and may be looked at; it is not launched until it is restored. */
    @PostMapping("/{id}/archive")
    @Answers(called = "archiveCampaign")
    Done archive(@PathVariable String id, Asker asker, Locale locale) {
        commands.send(asker, new ArchiveCampaign(campaign(id)));
        return new Done(
                Text.of("Campagne archivée avec succès", "Campaign archived").in(locale));
    }

    @PostMapping("/{id}/restore")
    @Answers(called = "restoreCampaign")
    Done restore(@PathVariable String id, Asker asker, Locale locale) {
        commands.send(asker, new RestoreCampaign(campaign(id)));
        return new Done(
                Text.of("Campagne restaurée avec succès", "Campaign restored").in(locale));
    }

    @DeleteMapping("/{id}")
    Done delete(@PathVariable String id, Asker asker, Locale locale) {
        commands.send(asker, new DeleteCampaign(campaign(id)));
        return new Done(
                Text.of("Campagne supprimée avec succès", "Campaign deleted").in(locale));
    }

    /** {@code {"tests": [id, id, …]}}: all tests of the campaign, in their new order. */
    @PutMapping("/{id}/tests/order")
    @Answers(called = "orderTests")
    Done order(
            @PathVariable String id,
            @BodyOf(Order.class) @RequestBody Map<String, @Nullable Object> body,
            Asker asker,
            Locale locale) {
        CampaignId campaignId = campaign(id);
        AskedFields asked = new AskedFields(body).require("tests");
        List<TestId> tests = new ArrayList<>();
        if (asked.raw("tests") instanceof List<?> elements) {
            for (int i = 0; i < elements.size(); i++) {
                String place = "tests[" + i + "]";
                tests.add(TestId.of(AskedIds.wellFormed(place, String.valueOf(elements.get(i)))));
            }
        } else {
            asked.fault("tests", Text.of("une liste", "a list"), AskedFields.shown(asked.raw("tests")));
        }
        asked.check();
        commands.send(asker, new OrderTests(campaignId, tests));
        return new Done(Text.of("Ordre des tests mis à jour avec succès", "Order of the tests updated")
                .in(locale));
    }

    private static CampaignId campaign(String id) {
        return CampaignId.of(AskedIds.wellFormed("campain_id", id));
    }
}
