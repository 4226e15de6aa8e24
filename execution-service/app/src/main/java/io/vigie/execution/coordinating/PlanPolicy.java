package io.vigie.execution.coordinating;

import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan must be; each rule answers with the sentence that people read when it does not hold, or with null. */
final class PlanPolicy {

    /** The largest plan that is taken on. */
    static final int MAX_TESTS = 1_000_000;

    private PlanPolicy() {}

    static @Nullable String sizeIsSane(Launched launched) {
        int tests = launched.testCount();
        int chunks = launched.planChunks();
        boolean sane = tests >= 0 && tests <= MAX_TESTS && chunks >= 0 && chunks <= MAX_TESTS;
        return sane && (tests == 0 || chunks > 0)
                ? null
                : "Le plan annonce %d tests en %d parties".formatted(tests, chunks);
    }

    static @Nullable String numberIsOfThePlan(PlanChunk chunk, RunFacts facts) {
        return chunk.number() >= 1 && chunk.number() <= facts.planChunks()
                ? null
                : "Le plan annonce %d parties, la partie %d est arrivée".formatted(facts.planChunks(), chunk.number());
    }

    static @Nullable String testsAreNamedOnce(PlanChunk chunk, RunFacts facts, RunView run) {
        Set<Integer> positions = new HashSet<>();
        Set<String> tests = new HashSet<>();
        for (PlannedTest test : chunk.tests()) {
            if (test.position() < 1 || test.position() > facts.testCount()) {
                return "Le plan annonce %d tests, la position %d est arrivée"
                        .formatted(facts.testCount(), test.position());
            }
            if (!positions.add(test.position()) || run.test(test.position()) != null) {
                return "La position %d est prise deux fois dans le plan".formatted(test.position());
            }
            if (!tests.add(test.testId().value())) {
                return "Le test %s est deux fois dans le plan".formatted(test.testId());
            }
        }
        return null;
    }

    static @Nullable String everyTestHasArrived(int planned, RunFacts facts) {
        return planned == facts.testCount()
                ? null
                : "Le plan annonce %d tests, %d sont arrivés".formatted(facts.testCount(), planned);
    }
}
