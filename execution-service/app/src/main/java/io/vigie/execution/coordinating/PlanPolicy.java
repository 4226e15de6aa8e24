package io.vigie.execution.coordinating;

import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan must be; each rule answers with the sentence that people read when it does not hold, or with null.
 *
 * <p>Turns are the keys of entries, so that none comes twice, and none is missing when as many came as there are. Positions are held against
 * turns by a sum of hashes, which costs the same for each test of any plan: it is 0 exactly when the positions are the turns in another
 * order, but for one chance in 2^64. A test that stands in two chunks is not found out: its two entries are two tests to the coordinator.
 */
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
        Set<Integer> turns = new HashSet<>();
        Set<Integer> positions = new HashSet<>();
        Set<String> tests = new HashSet<>();
        for (PlannedTest test : chunk.tests()) {
            if (isOutside(test.position(), facts)) {
                return "Le plan annonce %d tests, la position %d est arrivée"
                        .formatted(facts.testCount(), test.position());
            }
            if (isOutside(test.turn(), facts)) {
                return "Le plan annonce %d tests, le tour %d est arrivé".formatted(facts.testCount(), test.turn());
            }
            if (!positions.add(test.position())) {
                return "La position %d est prise deux fois dans le plan".formatted(test.position());
            }
            if (!turns.add(test.turn()) || run.test(test.turn()) != null) {
                return "Le tour %d est pris deux fois dans le plan".formatted(test.turn());
            }
            if (!tests.add(test.testId().value())) {
                return "Le test %s est deux fois dans le plan".formatted(test.testId());
            }
        }
        return null;
    }

    private static boolean isOutside(int place, RunFacts facts) {
        return place < 1 || place > facts.testCount();
    }

    static @Nullable String everyTestHasArrived(int planned, long balance, RunFacts facts) {
        if (planned != facts.testCount()) {
            return "Le plan annonce %d tests, %d sont arrivés".formatted(facts.testCount(), planned);
        }
        return balance == 0 ? null : "Des positions du plan sont prises deux fois et d'autres manquent";
    }

    /** The balance of positions and turns after these tests. */
    static long balance(long before, PlanChunk chunk) {
        long balance = before;
        for (PlannedTest test : chunk.tests()) {
            balance += scattered(test.position()) - scattered(test.turn());
        }
        return balance;
    }

    /** Neighbouring numbers far apart: the finisher of SplitMix64 (Steele, Lea and Flood, 2014). */
    private static long scattered(int place) {
        long z = place * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
