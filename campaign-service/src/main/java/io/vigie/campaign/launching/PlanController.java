package io.vigie.campaign.launching;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.service.Text;
import io.vigie.service.contract.Answers;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/campains/:id/plan}: how to spread a campaign's tests over machines that Vigie does not run, so that they end together. */
@RestController
class PlanController {

    static final int MOST_SHARDS = 1_000;

    private final LaunchableCampaigns campaigns;
    private final RecordedDurations durations;

    PlanController(LaunchableCampaigns campaigns, RecordedDurations durations) {
        this.campaigns = campaigns;
        this.durations = durations;
    }

    /** @param expectedMillis {@code null} when the test never ran */
    record PlannedTest(
            @JsonProperty("test_id") String testId,
            String name,
            @JsonProperty("expected_ms") @Nullable Long expectedMillis) {}

    /** @param index from 1; @param expectedMillis with the median for tests that never ran */
    record Shard(int index, @JsonProperty("expected_ms") long expectedMillis, List<PlannedTest> tests) {}

    record Plan(List<Shard> shards) {}

    @GetMapping("/api/campains/{id}/plan")
    @Answers(called = "planShards")
    Plan plan(@PathVariable String id, @RequestParam(defaultValue = "1") int shards) {
        CampaignId campaign = CampaignId.of(AskedIds.wellFormed("campain_id", id));
        if (shards < 1 || shards > MOST_SHARDS) {
            throw Refusal.badRequest(Text.of("Nombre de lots invalide", "Invalid number of shards"))
                    .at(
                            "shards",
                            Text.of("un nombre entier de 1 à %d", "a whole number from 1 to %d")
                                    .with(MOST_SHARDS),
                            Fault.shown(shards))
                    .named("invalid-fields");
        }
        if (campaigns.nameOf(ProjectId.COMMON, campaign).isEmpty()) {
            throw LaunchRefusals.unknownCampaign();
        }
        List<LaunchableTest> tests = campaigns.testsOf(campaign);
        Map<TestId, Long> expected =
                durations.of(tests.stream().map(LaunchableTest::id).toList());
        return new Plan(PlanOrder.shards(tests, expected, shards).stream()
                .map(shard -> new Shard(
                        shard.index(),
                        shard.expectedMillis(),
                        shard.ranks().stream()
                                .map(tests::get)
                                .map(test -> new PlannedTest(test.id().value(), test.name(), expected.get(test.id())))
                                .toList()))
                .toList());
    }
}
