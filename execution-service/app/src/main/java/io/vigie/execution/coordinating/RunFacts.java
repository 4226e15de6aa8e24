package io.vigie.execution.coordinating;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunOptions;
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

    boolean stopOnFailure() {
        return options.stopOnFailure();
    }

    /** How many slices may be in flight, at least 1. */
    int parallelism() {
        return Math.max(1, options.parallelism());
    }
}
