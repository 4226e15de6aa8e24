package io.vigie.launcher.stability;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the campaign.
 *
 * @param number from 1
 * @param id of its report; empty when it was never launched
 * @param name its report's
 * @param problem why the run says nothing of its tests, whatever they did; absent when it went to its end
 */
public record RunResult(
        int number,
        String id,
        String name,
        Instant startedAt,
        Duration duration,
        @Nullable String problem,
        List<Result> results) {

    public RunResult {
        results = List.copyOf(results);
    }

    Stream<Result> counted() {
        return results.stream().filter(Result::counted);
    }

    /** What was executed and counts, by id. */
    Set<String> executed() {
        return counted().filter(Result::executed).map(Result::id).collect(Collectors.toCollection(TreeSet::new));
    }

    /** How many passed at their first try. */
    public long passed() {
        return counted().filter(result -> result.passed() && !result.retried()).count();
    }

    public long failed() {
        return counted()
                .filter(Result::executed)
                .filter(result -> !result.passed())
                .count();
    }

    /** How many did not come to a verdict. */
    public long notExecuted() {
        return counted().filter(result -> !result.executed()).count();
    }
}
