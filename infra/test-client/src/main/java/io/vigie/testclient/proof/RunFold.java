package io.vigie.testclient.proof;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.run.RunEvent.Counts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run's history amounts to.
 *
 * @param name the report's name
 * @param testCount how many tests the launch announced
 * @param ended whether its last event has been seen
 * @param outcome its last event's, absent for a run that failed or goes on
 * @param verdicts how each test ended, by its id
 * @param slices how many slices workers took
 */
public record RunFold(
        String name,
        int testCount,
        boolean ended,
        @Nullable Outcome outcome,
        Counts counts,
        Map<String, Verdict> verdicts,
        int slices,
        int lostAttempts,
        int retriedAttempts,
        int handedBack) {

    public RunFold {
        verdicts = Map.copyOf(verdicts);
    }

    /** @param attempt the one that decided; for a skipped test the one that it waited for */
    public record Verdict(Outcome outcome, int attempt) {}
}
