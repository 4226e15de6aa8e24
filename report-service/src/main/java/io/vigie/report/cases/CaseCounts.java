package io.vigie.report.cases;

/** How many cases ended how. */
public record CaseCounts(int total, int passed, int failed, int broken, int skipped) {

    static CaseCounts of(int passed, int failed, int broken, int skipped) {
        return new CaseCounts(passed + failed + broken + skipped, passed, failed, broken, skipped);
    }
}
