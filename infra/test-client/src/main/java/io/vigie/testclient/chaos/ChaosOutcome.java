package io.vigie.testclient.chaos;

import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.testclient.proof.RunFold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What chaos found.
 *
 * @param wrong what should not be, a sentence each; empty when everything is proven
 * @param took from the first launch to the last end
 * @param runs what each history amounts to
 * @param events of all histories
 * @param slices that workers took
 * @param repeatedCalls to the API, because a process behind it was dead
 * @param standstill the longest time in which no history went on
 * @param logs of how many tests the kept log was compared with what the verdict vouches for
 * @param logsCutShort how many of these lack lines of a worker that was killed just when it had given the verdict
 */
public record ChaosOutcome(
        long seed,
        List<String> wrong,
        Duration took,
        Map<String, RunFold> runs,
        long events,
        int slices,
        List<Death> deaths,
        int repeatedCalls,
        Duration standstill,
        int logs,
        int logsCutShort) {

    private static final int SHOWN = 40;

    /** @param recovered how long until it served again; absent when it was killed again before, or never did */
    public record Death(
            String program, Instant at, @Nullable Duration recovered) {}

    public boolean proven() {
        return wrong.isEmpty();
    }

    /** For people: the numbers, what is wrong, and the verdict last. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        Counts counts = Counts.NONE;
        int tests = 0;
        for (RunFold run : runs.values()) {
            Counts more = run.counts();
            counts = new Counts(
                    counts.passed() + more.passed(),
                    counts.failed() + more.failed(),
                    counts.broken() + more.broken(),
                    counts.skipped() + more.skipped(),
                    counts.cancelled() + more.cancelled(),
                    counts.timedOut() + more.timedOut(),
                    counts.interrupted() + more.interrupted(),
                    counts.muted() + more.muted());
            tests += run.testCount();
        }
        lines.add("");
        lines.add("%d runs of %,d tests in %.0f s; %,d events, %,d slices, longest standstill %.1f s"
                .formatted(
                        runs.size(),
                        tests,
                        took.toMillis() / 1_000.0,
                        events,
                        slices,
                        standstill.toMillis() / 1_000.0));
        lines.add("verdicts: %d passed, %d failed, %d broken, %d skipped, %d cancelled, %d timed out, %d interrupted"
                .formatted(
                        counts.passed(),
                        counts.failed(),
                        counts.broken(),
                        counts.skipped(),
                        counts.cancelled(),
                        counts.timedOut(),
                        counts.interrupted()));
        lines.add("attempts beyond the first: %d lost with their worker, %d retried, %d handed back; %d calls repeated"
                .formatted(
                        runs.values().stream().mapToInt(RunFold::lostAttempts).sum(),
                        runs.values().stream()
                                .mapToInt(RunFold::retriedAttempts)
                                .sum(),
                        runs.values().stream().mapToInt(RunFold::handedBack).sum(),
                        repeatedCalls));
        lines.add(
                "logs compared with what their verdicts vouch for: %d, of which %d lack lines that died with their worker"
                        .formatted(logs, logsCutShort));
        lines.add("");
        lines.add("%-22s %6s %22s".formatted("killed", "times", "longest way back, s"));
        Map<String, List<Death>> byProgram =
                deaths.stream().collect(Collectors.groupingBy(Death::program, TreeMap::new, Collectors.toList()));
        byProgram.forEach((program, its) -> lines.add("%-22s %6d %22s"
                .formatted(
                        program,
                        its.size(),
                        its.stream()
                                .map(Death::recovered)
                                .filter(Objects::nonNull)
                                .max(Comparator.naturalOrder())
                                .map(longest -> String.format(Locale.ROOT, "%.1f", longest.toMillis() / 1_000.0))
                                .orElse("-"))));
        lines.add("%-22s %6d".formatted("all", deaths.size()));
        lines.add("");
        wrong.stream().limit(SHOWN).forEach(sentence -> lines.add("WRONG  " + sentence));
        if (wrong.size() > SHOWN) {
            lines.add("WRONG  and %d more".formatted(wrong.size() - SHOWN));
        }
        lines.add(
                proven()
                        ? "PROVEN  every test of every run has exactly one verdict, every further attempt is explained, every chain holds, no slot"
                                + " was shared, and the reports and logs say the same (seed %d)".formatted(seed)
                        : "NOT PROVEN  %d things are wrong (seed %d)".formatted(wrong.size(), seed));
        return lines;
    }
}
