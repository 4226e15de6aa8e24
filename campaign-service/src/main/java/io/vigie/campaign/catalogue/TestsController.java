package io.vigie.campaign.catalogue;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.catalogue.CatalogueCommand.AddAction;
import io.vigie.campaign.catalogue.CatalogueCommand.ChangeTest;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateTest;
import io.vigie.campaign.catalogue.CatalogueCommand.CreateTests;
import io.vigie.campaign.catalogue.CatalogueCommand.DeleteTest;
import io.vigie.campaign.catalogue.CatalogueCommand.NewTest;
import io.vigie.campaign.catalogue.CatalogueRows.TestRow;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.contract.BodyOf;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/tests}. */
@RestController
@RequestMapping("/api/tests")
class TestsController {

    private final Commands commands;
    private final CatalogueRows rows;
    private final ActionCatalogue actions;
    private final NewIds ids;

    TestsController(Commands commands, CatalogueRows rows, ActionCatalogue actions, NewIds ids) {
        this.commands = commands;
        this.rows = rows;
        this.actions = actions;
        this.ids = ids;
    }

    record Shown(
            @JsonProperty("_id") String id,
            @JsonProperty("campain_id") String campaignId,
            String userCreated,
            String userCreatedName,
            String name,
            String description,
            String dateCreated,
            int order,
            long version,
            List<ShownStep> actions,
            List<TestContent.Variable> variables,
            @Nullable Integer retries,
            @JsonProperty("timeout") @Nullable Long timeoutSeconds,
            boolean quarantined,
            @JsonProperty("quarantine_reason") @Nullable String quarantineReason,
            @Nullable String affinity) {

        static Shown of(TestRow row) {
            TestSettings settings = row.content().wishes();
            Long timeout = settings.timeoutMillis();
            return new Shown(
                    row.id().value(),
                    row.campaignId().value(),
                    row.createdBy(),
                    row.createdByName(),
                    row.content().name(),
                    row.content().description(),
                    row.createdAt().toString(),
                    row.order(),
                    row.version(),
                    row.content().actions().stream().map(ShownStep::of).toList(),
                    row.content().variables(),
                    settings.retries(),
                    timeout == null ? null : timeout / 1_000,
                    settings.quarantined(),
                    settings.quarantineReason(),
                    settings.affinity());
        }
    }

    record ShownStep(String type, Map<String, @Nullable Object> value) {

        static ShownStep of(TestContent.Step step) {
            return new ShownStep(step.type(), step.value());
        }
    }

    record Created(String message, @JsonProperty("test_id") String testId) {}

    record Done(String message) {}

    /** One action of a test. @param value its parameters, variables as {{name}}; the masks of actions say which there are */
    record Step(String type, @Nullable Map<String, @Nullable Object> value) {}

    /** A variable of the test's own, with its initial value. */
    record OwnVariable(String name, @Nullable String value) {}

    /**
     * @param order from 1; without it, the last
     * @param timeout of an attempt, in seconds
     */
    record NewTestFields(
            @JsonProperty("campain_id") String campaignId,
            String name,
            @Nullable String description,
            @Nullable Integer order,
            @Nullable List<Step> actions,
            @Nullable List<OwnVariable> variables,
            @Nullable Integer retries,
            @Nullable Integer timeout,
            @Nullable Boolean quarantined,
            @JsonProperty("quarantine_reason") @Nullable String quarantineReason,
            @Nullable String affinity) {}

    /** As a test is created, without its campaign and place. @param timeout of an attempt, in seconds */
    record OneOfMany(
            String name,
            @Nullable String description,
            @Nullable List<Step> actions,
            @Nullable List<OwnVariable> variables,
            @Nullable Integer retries,
            @Nullable Integer timeout,
            @Nullable Boolean quarantined,
            @JsonProperty("quarantine_reason") @Nullable String quarantineReason,
            @Nullable String affinity) {}

    record NewTests(@JsonProperty("campain_id") String campaignId, List<OneOfMany> tests) {}

    /** What is left out stays as it is; retries, timeout, reason and affinity that are null go. @param timeout of an attempt, in seconds */
    record ChangedTest(
            @Nullable String name,
            @Nullable String description,
            @Nullable Integer order,
            @Nullable List<Step> actions,
            @Nullable List<OwnVariable> variables,
            @Nullable Integer retries,
            @Nullable Integer timeout,
            @Nullable Boolean quarantined,
            @JsonProperty("quarantine_reason") @Nullable String quarantineReason,
            @Nullable String affinity) {}

    /** In the campaign's order. */
    @GetMapping
    Page<Shown> list(@RequestParam(name = "campain_id", required = false) @Nullable String campaign, Paging paging) {
        if (campaign == null || campaign.isBlank()) {
            return rows.tests(ProjectId.COMMON, null, paging).map(Shown::of);
        }
        CampaignId id = campaign(campaign);
        if (rows.campaign(ProjectId.COMMON, id).isEmpty()) {
            throw CatalogueRefusals.unknownCampaign();
        }
        return rows.tests(ProjectId.COMMON, id, paging).map(Shown::of);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Created create(
            @BodyOf(NewTestFields.class) @RequestBody Map<String, @Nullable Object> body, Asker asker, Locale locale) {
        AskedFields asked = new AskedFields(body).require("campain_id", "name");
        String campaign = asked.text("campain_id", 200);
        Integer order = order(asked);
        TestContent content = TestContents.read(asked, null, actions);
        TestId id = TestId.of(ids.next());
        commands.send(
                asker,
                new CreateTest(ProjectId.COMMON, campaign(campaign), id, order, content, asker.id(), asker.name()));
        return new Created(Text.of("Test créé avec succès", "Test created").in(locale), id.value());
    }

    record CreatedAll(
            String message, @JsonProperty("test_ids") List<String> testIds) {}

    /** All of them or none: each is checked before any is stored. */
    @PostMapping("/bulk")
    @Answers(called = "createTests")
    @ResponseStatus(HttpStatus.CREATED)
    CreatedAll createAll(
            @BodyOf(NewTests.class) @RequestBody Map<String, @Nullable Object> body, Asker asker, Locale locale) {
        AskedFields asked = new AskedFields(body).require("campain_id", "tests");
        CampaignId campaign = campaign(asked.text("campain_id", 200));
        List<NewTest> tests = TestContents.readAll(asked, actions).stream()
                .map(content -> new NewTest(TestId.of(ids.next()), content))
                .toList();
        commands.send(asker, new CreateTests(ProjectId.COMMON, campaign, tests, asker.id(), asker.name()));
        return new CreatedAll(
                Text.of("%d tests créés avec succès", "%d tests created")
                        .with(tests.size())
                        .in(locale),
                tests.stream().map(test -> test.testId().value()).toList());
    }

    /** Its ETag goes into {@code If-Match} of a change that is to overwrite nothing else. */
    @GetMapping("/{id}")
    ResponseEntity<Shown> show(@PathVariable String id) {
        TestRow row = row(id);
        return ResponseEntity.ok().eTag(TestTag.of(row.version(), row.order())).body(Shown.of(row));
    }

    /** What the body does not name stays as it is. With {@code If-Match}, 412 when somebody else has changed the test since. */
    @PutMapping("/{id}")
    Done change(
            @PathVariable String id,
            @BodyOf(ChangedTest.class) @RequestBody Map<String, @Nullable Object> body,
            @RequestHeader(name = TestTag.IF_MATCH, required = false) @Nullable String ifMatch,
            Asker asker,
            Locale locale) {
        TestRow row = row(id);
        AskedFields asked = new AskedFields(body);
        if (body.containsKey("name")) {
            asked.require("name");
        }
        Integer order = order(asked);
        Set<Long> expected = TestTag.versions(asked, ifMatch);
        TestContent content = TestContents.read(asked, row.content(), actions);
        commands.send(asker, new ChangeTest(row.id(), order, content, expected));
        return new Done(Text.of("Test mis à jour avec succès", "Test updated").in(locale));
    }

    @DeleteMapping("/{id}")
    Done delete(@PathVariable String id, Asker asker, Locale locale) {
        commands.send(asker, new DeleteTest(test(id)));
        return new Done(Text.of("Test supprimé avec succès", "Test deleted").in(locale));
    }

    @PostMapping("/{id}/actions")
    @Answers(called = "addAction")
    @ResponseStatus(HttpStatus.CREATED)
    Done addAction(
            @PathVariable String id,
            @BodyOf(Step.class) @RequestBody Map<String, @Nullable Object> body,
            Asker asker,
            Locale locale) {
        TestId testId = test(id);
        TestContent.Step action = TestContents.readAction(new AskedFields(body), actions);
        commands.send(asker, new AddAction(testId, action));
        return new Done(Text.of("Action ajoutée avec succès", "Action added").in(locale));
    }

    private static @Nullable Integer order(AskedFields asked) {
        int order = asked.wholeNumber("order", 1, CatalogueLimits.TESTS, 0);
        return order == 0 ? null : order;
    }

    private TestRow row(String id) {
        return rows.test(ProjectId.COMMON, test(id)).orElseThrow(CatalogueRefusals::unknownTest);
    }

    private static TestId test(String id) {
        return TestId.of(AskedIds.wellFormed("test_id", id));
    }

    private static CampaignId campaign(String id) {
        return CampaignId.of(AskedIds.wellFormed("campain_id", id));
    }
}
