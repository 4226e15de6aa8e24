package io.vigie.execution.coordinating;

import io.vigie.contracts.RunId;
import java.util.List;
import java.util.Map;

/**
 * Who has slices in flight in an environment that takes only so many, and who waits. As large as the cap and what waits, whatever the runs'
 * numbers of tests.
 *
 * @param cap how many it takes
 * @param capFrom the run that said so: of several, the one that was launched last
 * @param held the slices of each run that have a permit, by number
 * @param waiting in the order in which they are served, as long as their runs hold equally many
 */
public record EnvironmentPermits(int cap, RunId capFrom, Map<RunId, List<Long>> held, List<Waiting> waiting) {

    public record Waiting(RunId runId, long slice) {}
}
