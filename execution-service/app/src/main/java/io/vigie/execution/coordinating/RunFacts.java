package io.vigie.execution.coordinating;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the launch fixed for the whole run, as far as running it needs it.
 *
 * @param correlationId what every event of the run is correlated with
 */
public record RunFacts(
        ProjectId projectId,
        RunId runId,
        CampaignId campaignId,
        EnvironmentId environmentId,
        long environmentVersion,
        long filesVersion,
        RunOptions options,
        int testCount,
        int planChunks,
        String launchedBy,
        @Nullable String correlationId,
        Instant startedAt) {

    /** In milliseconds: a hundred years, so that no sum overflows. */
    private static final long LONGEST_TIMEOUT = 36_525L * 24 * 60 * 60 * 1000;

    boolean stopOnFailure() {
        return options.stopOnFailure();
    }

    /** When the whole run has taken longer than it may, or null. */
    @Nullable
    Instant deadline() {
        Long timeout = options.runTimeoutMillis();
        return timeout == null ? null : startedAt.plusMillis(Math.clamp(timeout, 0, LONGEST_TIMEOUT));
    }

    /** How long an attempt of the test may take, or null for the worker's own limit. */
    @Nullable
    Long timeoutOf(PlannedTest test) {
        return test.timeoutMillis() != null ? test.timeoutMillis() : options.testTimeoutMillis();
    }

    /** How many slices may be in flight, at least 1. */
    int parallelism() {
        return Math.max(1, options.parallelism());
    }
}
