package io.vigie.campaign.launching;

import io.vigie.campaign.catalogue.LaunchableCampaigns.LaunchableTest;
import io.vigie.campaign.catalogue.TestSettings;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * In which order the tests of a plan are handed out. Pure. Tests of one affinity key are never parted: they have consecutive turns, in the
 * campaign's order. One after another, the tests keep the campaign's order, a key's tests standing at the place of its first one. Side by
 * side, whatever takes longest goes first, so that nothing long is left for the end.
 */
final class PlanOrder {

    private PlanOrder() {}

    /**
     * What is never parted: the tests of one key, or one test without a key.
     *
     * @param ranks of its tests in the campaign's order, from 0
     * @param weight its expected time; the median of what is known stands for what is not
     */
    private record Part(List<Integer> ranks, long weight) {}

    /** One of several equal machines' work. @param expectedMillis with the median for what is not known */
    record Shard(int index, long expectedMillis, List<Integer> ranks) {}

    /**
     * The plan in the campaign's order, each test with its turn.
     *
     * @param expected how long tests took of late, those that are known
     */
    static List<PlannedTest> plan(List<LaunchableTest> tests, RunOptions options, Map<TestId, Long> expected) {
        List<Part> parts = parts(tests, expected);
        if (options.parallelism() > 1) {
            parts.sort(Comparator.comparingLong(Part::weight).reversed());
        }
        int[] turns = new int[tests.size()];
        int turn = 0;
        for (Part part : parts) {
            for (int rank : part.ranks()) {
                turn++;
                turns[rank] = turn;
            }
        }
        List<PlannedTest> plan = new ArrayList<>(tests.size());
        for (int rank = 0; rank < turns.length; rank++) {
            LaunchableTest test = tests.get(rank);
            plan.add(planned(test, rank + 1, turns[rank], options, expected.get(test.id())));
        }
        return plan;
    }

    private static PlannedTest planned(
            LaunchableTest test, int position, int turn, RunOptions options, @Nullable Long expectedMillis) {
        TestSettings settings = test.settings();
        return new PlannedTest(
                position,
                turn,
                test.id(),
                test.version(),
                test.name(),
                Objects.requireNonNullElse(settings.retries(), options.retries()),
                settings.timeoutMillis() == null ? options.testTimeoutMillis() : settings.timeoutMillis(),
                settings.quarantined(),
                settings.affinity(),
                expectedMillis);
    }

    /**
     * The tests spread over equal machines: the longest first, each to the machine that has the least so far. Within a shard the tests are in
     * the campaign's order. A shard is empty when there are more shards than parts.
     */
    static List<Shard> shards(List<LaunchableTest> tests, Map<TestId, Long> expected, int count) {
        List<Part> parts = parts(tests, expected);
        parts.sort(Comparator.comparingLong(Part::weight).reversed());
        long[] loads = new long[count];
        List<List<Integer>> ranks = new ArrayList<>();
        PriorityQueue<Integer> leastLoaded = new PriorityQueue<>(
                count, Comparator.<Integer>comparingLong(shard -> loads[shard]).thenComparing(shard -> shard));
        for (int shard = 0; shard < count; shard++) {
            ranks.add(new ArrayList<>());
            leastLoaded.add(shard);
        }
        for (Part part : parts) {
            int shard = leastLoaded.remove();
            ranks.get(shard).addAll(part.ranks());
            loads[shard] += part.weight();
            leastLoaded.add(shard);
        }
        boolean nothingKnown = expected.isEmpty();
        List<Shard> shards = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            List<Integer> inOrder = ranks.get(shard).stream().sorted().toList();
            shards.add(new Shard(shard + 1, nothingKnown ? 0 : loads[shard], inOrder));
        }
        return shards;
    }

    /** In the order of their first tests. */
    private static List<Part> parts(List<LaunchableTest> tests, Map<TestId, Long> expected) {
        long median = median(tests, expected);
        Map<Object, List<Integer>> together = new LinkedHashMap<>();
        for (int rank = 0; rank < tests.size(); rank++) {
            String affinity = tests.get(rank).settings().affinity();
            together.computeIfAbsent(affinity == null ? rank : affinity, key -> new ArrayList<>())
                    .add(rank);
        }
        List<Part> parts = new ArrayList<>(together.size());
        for (List<Integer> ranks : together.values()) {
            long weight = 0;
            for (int rank : ranks) {
                weight += expected.getOrDefault(tests.get(rank).id(), median);
            }
            parts.add(new Part(ranks, weight));
        }
        return parts;
    }

    /** Of the known times; where none is known every test weighs the same. */
    private static long median(List<LaunchableTest> tests, Map<TestId, Long> expected) {
        long[] known = tests.stream()
                .map(test -> expected.get(test.id()))
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .toArray();
        if (known.length == 0) {
            return 1;
        }
        Arrays.sort(known);
        return (known[(known.length - 1) / 2] + known[known.length / 2]) / 2;
    }
}
