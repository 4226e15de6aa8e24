package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many tests and cases there are, known before the first one is written.
 *
 * @param groups disjoint, together all tests
 * @param flaky tests that passed after an attempt of theirs did not
 * @param quarantined tests that did not pass and do not count against the run
 */
record RunCounts(List<Group> groups, int flaky, int quarantined) {

    RunCounts {
        groups = List.copyOf(groups);
    }

    /**
     * Tests that have something in common.
     *
     * @param outcome absent for tests without a verdict
     * @param cases how many cases the newest attempts of these tests have, by what became of them
     */
    record Group(@Nullable Outcome outcome, boolean hasCases, boolean hasFailingCases, int tests, Cases cases) {

        /** Whether each of these tests is shown as itself: one that its cases show is not. */
        boolean showsItself() {
            return TestFacts.showsItself(outcome, hasCases, hasFailingCases);
        }
    }

    record Cases(int passed, int failed, int broken, int skipped) {

        static final Cases NONE = new Cases(0, 0, 0, 0);

        int total() {
            return passed + failed + broken + skipped;
        }
    }

    int tests() {
        return groups.stream().mapToInt(Group::tests).sum();
    }

    /** How many tests have this verdict, or none. */
    int tests(@Nullable Outcome outcome) {
        return groups.stream()
                .filter(group -> group.outcome() == outcome)
                .mapToInt(Group::tests)
                .sum();
    }

    int testsWithCases() {
        return groups.stream().filter(Group::hasCases).mapToInt(Group::tests).sum();
    }

    int cases() {
        return groups.stream().mapToInt(group -> group.cases().total()).sum();
    }

    /**
     * How many entries a file has that shows tests and cases alike, by outcome; those without a verdict under null.
     *
     * @param withCases whether those of tests with cases belong to it, and these cases; otherwise only tests without cases
     */
    Map<Shown, Integer> entries(boolean withCases) {
        Map<Shown, Integer> entries = new EnumMap<>(Shown.class);
        for (Group group : groups) {
            if (group.hasCases() && !withCases) {
                continue;
            }
            if (group.showsItself()) {
                entries.merge(Shown.of(group.outcome()), group.tests(), Integer::sum);
            }
            if (withCases) {
                entries.merge(Shown.PASSED, group.cases().passed(), Integer::sum);
                entries.merge(Shown.FAILED, group.cases().failed(), Integer::sum);
                entries.merge(Shown.BROKEN, group.cases().broken(), Integer::sum);
                entries.merge(Shown.SKIPPED, group.cases().skipped(), Integer::sum);
            }
        }
        return entries;
    }
}
