package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.campaign.catalogue.TestSettings;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlanOrderTests {

    private static final RunOptions ONE_BY_ONE = RunOptions.USUAL;
    private static final RunOptions SIDE_BY_SIDE = new RunOptions(false, 4, 0, null, null, null, false);

    @Test
    void keepsTheCampaignsOrderOneByOne() {
        List<LaunchableTest> tests = List.of(test("a"), test("b"), test("c"));

        List<PlannedTest> plan = PlanOrder.plan(tests, ONE_BY_ONE, Map.of(TestId.of("c"), 9_000L));

        assertThat(plan).extracting(PlannedTest::position).containsExactly(1, 2, 3);
        assertThat(plan).extracting(PlannedTest::turn).containsExactly(1, 2, 3);
        assertThat(plan).extracting(PlannedTest::expectedMillis).containsExactly(null, null, 9_000L);
    }

    @Test
    void keepsTheTestsOfAKeyTogetherAtThePlaceOfTheFirst() {
        List<LaunchableTest> tests = List.of(test("a"), test("b", "db"), test("c"), test("d", "db"), test("e"));

        assertThat(inTurn(PlanOrder.plan(tests, ONE_BY_ONE, Map.of()))).containsExactly("a", "b", "d", "c", "e");
    }

    @Test
    void letsTheLongestGoFirstSideBySide() {
        List<LaunchableTest> tests = List.of(test("short"), test("unknown"), test("long"), test("middle"));
        Map<TestId, Long> expected =
                Map.of(TestId.of("short"), 10L, TestId.of("long"), 1_000L, TestId.of("middle"), 500L);

        List<PlannedTest> plan = PlanOrder.plan(tests, SIDE_BY_SIDE, expected);

        // What never ran counts as the median, and stands before another of the same length by its place.
        assertThat(inTurn(plan)).containsExactly("long", "unknown", "middle", "short");
        assertThat(plan).extracting(PlannedTest::position).containsExactly(1, 2, 3, 4);
    }

    @Test
    void weighsTheTestsOfAKeyAsOne() {
        List<LaunchableTest> tests = List.of(test("a"), test("b", "db"), test("c", "db"), test("d"));
        Map<TestId, Long> expected =
                Map.of(TestId.of("a"), 50L, TestId.of("b"), 40L, TestId.of("c"), 30L, TestId.of("d"), 60L);

        assertThat(inTurn(PlanOrder.plan(tests, SIDE_BY_SIDE, expected))).containsExactly("b", "c", "d", "a");
    }

    @Test
    void keepsTheOrderWhereNothingIsKnown() {
        List<LaunchableTest> tests = List.of(test("a"), test("b"), test("c"));

        assertThat(inTurn(PlanOrder.plan(tests, SIDE_BY_SIDE, Map.of()))).containsExactly("a", "b", "c");
    }

    @Test
    void prefersWhatTheTestSaysToWhatTheLaunchSays() {
        RunOptions options = new RunOptions(false, 1, 3, 60_000L, null, null, false);
        LaunchableTest own =
                new LaunchableTest(TestId.of("own"), 2, "own", new TestSettings(0, 5_000L, true, "flaky", null));

        List<PlannedTest> plan = PlanOrder.plan(List.of(own, test("other")), options, Map.of());

        assertThat(plan.get(0))
                .isEqualTo(new PlannedTest(1, 1, TestId.of("own"), 2, "own", 0, 5_000L, true, null, null));
        assertThat(plan.get(1))
                .isEqualTo(new PlannedTest(2, 2, TestId.of("other"), 1, "other", 3, 60_000L, false, null, null));
    }

    /** Whatever the plan: turns are 1..n once each, and no key is parted. */
    @Test
    void givesEachTestOneTurnAndPartsNoKey() {
        Random random = new Random(42);
        for (int round = 0; round < 50; round++) {
            List<LaunchableTest> tests = IntStream.range(0, 1 + random.nextInt(60))
                    .mapToObj(i -> test("t" + i, random.nextBoolean() ? "k" + random.nextInt(5) : null))
                    .toList();
            Map<TestId, Long> expected = new HashMap<>();
            tests.stream()
                    .filter(test -> random.nextBoolean())
                    .forEach(test -> expected.put(test.id(), random.nextLong(9_000)));

            List<PlannedTest> plan = PlanOrder.plan(tests, random.nextBoolean() ? ONE_BY_ONE : SIDE_BY_SIDE, expected);

            assertThat(plan.stream().map(PlannedTest::turn).sorted())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, tests.size()).boxed().toList());
            for (int key = 0; key < 5; key++) {
                String affinity = "k" + key;
                List<Integer> turns = plan.stream()
                        .filter(test -> affinity.equals(test.affinity()))
                        .map(PlannedTest::turn)
                        .toList();
                assertThat(turns).isSorted();
                assertThat(turns.isEmpty() || turns.getLast() - turns.getFirst() == turns.size() - 1)
                        .as("consecutive turns of %s: %s", affinity, turns)
                        .isTrue();
            }
        }
    }

    @Test
    void balancesShardsByRecordedTimes() {
        List<LaunchableTest> tests =
                Stream.of("a", "b", "c", "d", "e").map(PlanOrderTests::test).toList();
        Map<TestId, Long> expected = Map.of(
                TestId.of("a"),
                100L,
                TestId.of("b"),
                40L,
                TestId.of("c"),
                40L,
                TestId.of("d"),
                30L,
                TestId.of("e"),
                10L);

        List<PlanOrder.Shard> shards = PlanOrder.shards(tests, expected, 2);

        assertThat(shards)
                .containsExactly(
                        new PlanOrder.Shard(1, 110, List.of(0, 4)), new PlanOrder.Shard(2, 110, List.of(1, 2, 3)));
    }

    @Test
    void balancesShardsByNumberWhereNothingIsKnown() {
        List<LaunchableTest> tests =
                Stream.of("a", "b", "c", "d").map(PlanOrderTests::test).toList();

        assertThat(PlanOrder.shards(tests, Map.of(), 3))
                .containsExactly(
                        new PlanOrder.Shard(1, 0, List.of(0, 3)),
                        new PlanOrder.Shard(2, 0, List.of(1)),
                        new PlanOrder.Shard(3, 0, List.of(2)));
    }

    @Test
    void leavesAShardEmptyRatherThanPartingAKey() {
        List<LaunchableTest> tests = List.of(test("a", "db"), test("b", "db"));

        assertThat(PlanOrder.shards(tests, Map.of(), 2))
                .extracting(shard -> shard.ranks().size())
                .containsExactly(2, 0);
    }

    private static List<String> inTurn(List<PlannedTest> plan) {
        return plan.stream()
                .sorted(Comparator.comparingInt(PlannedTest::turn))
                .map(PlannedTest::name)
                .toList();
    }

    private static LaunchableTest test(String name) {
        return test(name, null);
    }

    private static LaunchableTest test(String name, @Nullable String affinity) {
        return new LaunchableTest(TestId.of(name), 1, name, new TestSettings(null, null, false, null, affinity));
    }
}
