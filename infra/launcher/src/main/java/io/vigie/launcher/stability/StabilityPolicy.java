package io.vigie.launcher.stability;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares runs by what each test did, never by what was printed: a run that says nothing at all must not pass for a good one.
 *
 * @param runs how many runs are wanted
 * @param minimum how many tests a run must have executed at least
 */
public record StabilityPolicy(int runs, int minimum) {

    /** A test that did not pass at its first try is kept apart from one that did, though its run is a success. */
    private static final String RETRIED = "passed-after-retry";

    /**
     * What became of one test over all runs.
     *
     * @param outcomes by run; a run in which it was not executed has {@code none}
     * @param pattern for what varies: {@code depends-on-previous-run} when it passed in the first run and never again, as what a run leaves
     *     behind makes it do; {@code random} otherwise
     */
    public record Varying(
            String id,
            String name,
            List<String> outcomes,
            @Nullable String pattern) {}

    /**
     * @param reasons in words, the most important first
     * @param flaky what varied
     * @param failing what never passed
     */
    public record Decision(Verdict verdict, List<String> reasons, List<Varying> flaky, List<Varying> failing) {}

    /** What is wrong with the last of these runs, seen beside those before it; empty when it is as it should be. */
    public List<String> wrong(List<RunResult> soFar) {
        RunResult last = soFar.getLast();
        List<String> reasons = new ArrayList<>();
        inconclusive(last, first(soFar)).ifPresent(reasons::add);
        if (last.failed() > 0) {
            reasons.add("%d of %d did not pass"
                    .formatted(last.failed(), last.executed().size()));
        }
        long flaky = flaky(soFar);
        if (flaky > 0) {
            reasons.add("%d flaky".formatted(flaky));
        }
        return reasons;
    }

    /** How many tests of the last run are flaky: passed at a later try only, or not as in a run before. */
    public long flaky(List<RunResult> soFar) {
        RunResult last = soFar.getLast();
        Set<String> executed = last.executed();
        return compare(soFar).stream()
                .filter(test -> executed.contains(test.id()))
                .filter(test -> varies(test.outcomes()))
                .count();
    }

    public Decision decide(List<RunResult> done) {
        List<Varying> compared = compare(done);
        List<Varying> flaky =
                compared.stream().filter(test -> varies(test.outcomes())).toList();
        List<Varying> failing = compared.stream()
                .filter(test -> !varies(test.outcomes()) && neverPassed(test))
                .toList();
        List<String> doubts = new ArrayList<>();
        for (RunResult run : done) {
            inconclusive(run, first(done)).ifPresent(doubts::add);
        }
        List<String> reasons = new ArrayList<>();
        flaky.forEach(test -> reasons.add("\"%s\": %s".formatted(test.name(), String.join(", ", test.outcomes()))));
        failing.forEach(test -> reasons.add("\"%s\" never passed".formatted(test.name())));
        reasons.addAll(doubts);
        Verdict verdict;
        if (!flaky.isEmpty()) {
            verdict = Verdict.FLAKY;
        } else if (!doubts.isEmpty()) {
            verdict = Verdict.INCONCLUSIVE;
        } else if (!failing.isEmpty()) {
            verdict = Verdict.FAILING;
        } else if (done.size() < runs) {
            reasons.add("%d of %d runs were done".formatted(done.size(), runs));
            verdict = Verdict.INCONCLUSIVE;
        } else {
            verdict = Verdict.STABLE;
        }
        return new Decision(verdict, reasons, flaky, failing);
    }

    /** The run that the others are to be like: the first one that went to its end. */
    private static Optional<RunResult> first(List<RunResult> done) {
        return done.stream().filter(run -> run.problem() == null).findFirst();
    }

    private Optional<String> inconclusive(RunResult run, Optional<RunResult> first) {
        String problem = run.problem();
        if (problem != null) {
            return Optional.of("run %d %s".formatted(run.number(), problem));
        }
        List<String> lost = run.counted()
                .filter(result -> result.outcome().equals("interrupted")
                        || result.outcome().equals("cancelled")
                        || result.outcome().isEmpty())
                .map(Result::name)
                .toList();
        if (!lost.isEmpty()) {
            return Optional.of("run %d has no verdict for %d of its tests (\"%s\")"
                    .formatted(run.number(), lost.size(), lost.getFirst()));
        }
        Set<String> executed = run.executed();
        if (executed.size() < minimum) {
            return Optional.of(
                    "run %d executed %d tests, fewer than %d".formatted(run.number(), executed.size(), minimum));
        }
        Set<String> others = first.map(RunResult::executed).orElse(executed);
        if (!executed.equals(others)) {
            Set<String> missing = new TreeSet<>(others);
            missing.removeAll(executed);
            Set<String> added = new TreeSet<>(executed);
            added.removeAll(others);
            return Optional.of("run %d executed other tests than run %d: %d are missing, %d are new"
                    .formatted(run.number(), first.orElseThrow().number(), missing.size(), added.size()));
        }
        return Optional.empty();
    }

    private static List<Varying> compare(List<RunResult> done) {
        Map<String, String> names = new LinkedHashMap<>();
        List<Map<String, String>> outcomes = new ArrayList<>();
        for (RunResult run : done) {
            List<Result> executed = run.counted().filter(Result::executed).toList();
            executed.forEach(result -> names.putIfAbsent(result.id(), result.name()));
            outcomes.add(executed.stream()
                    .collect(Collectors.toMap(
                            Result::id,
                            result -> result.passed() && result.retried() ? RETRIED : result.outcome(),
                            (one, _) -> one)));
        }
        return names.entrySet().stream()
                .map(test -> {
                    List<String> each = outcomes.stream()
                            .map(run -> run.getOrDefault(test.getKey(), "none"))
                            .toList();
                    return new Varying(test.getKey(), test.getValue(), each, pattern(each));
                })
                .toList();
    }

    /** That a test fails now in one way and now in another does not make it flaky: it never passes. */
    private static boolean varies(List<String> outcomes) {
        return outcomes.contains(RETRIED)
                || (outcomes.contains("passed") && outcomes.stream().anyMatch(StabilityPolicy::failed));
    }

    private static boolean neverPassed(Varying test) {
        return test.outcomes().stream().anyMatch(StabilityPolicy::failed);
    }

    private static boolean failed(String outcome) {
        return !outcome.equals("passed") && !outcome.equals(RETRIED) && !outcome.equals("none");
    }

    private static @Nullable String pattern(List<String> outcomes) {
        if (!varies(outcomes)) {
            return null;
        }
        List<String> known =
                outcomes.stream().filter(outcome -> !outcome.equals("none")).toList();
        boolean onlyTheFirstPassed = known.size() > 2
                && known.getFirst().equals("passed")
                && known.stream().skip(1).allMatch(StabilityPolicy::failed);
        return onlyTheFirstPassed ? "depends-on-previous-run" : "random";
    }
}
