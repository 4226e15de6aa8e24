package io.vigie.campaign.environment;

import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the other rooms which environments there are. Sees what is committed, and what the caller's own transaction wrote. */
public interface EnvironmentDirectory {

    /** The environments that have variables, the oldest first. */
    List<Known> environments(ProjectId project);

    /**
     * @param version of its present definition
     * @param maxParallel how many tests may run in it at one time, over all runs; absent for no limit
     */
    record Known(
            EnvironmentId id,
            String name,
            long version,
            @Nullable Integer maxParallel) {}
}
