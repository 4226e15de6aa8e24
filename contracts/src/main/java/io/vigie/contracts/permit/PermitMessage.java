package io.vigie.contracts.permit;

import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;

/**
 * What the parts of the coordinator tell each other about an environment that takes only so many slices at one time. Requests are on
 * {@code vigie.permit-requests.v1}, keyed by environment id, so that one place sees all runs; answers are on
 * {@code vigie.permits.v1}, keyed by run id. Written exactly once, by the coordinator alone.
 */
public sealed interface PermitMessage extends Message {

    /** A slice of the run wants to be handed out. @param cap how many the environment takes, as the run's launch knew it */
    record PermitAsked(ProjectId projectId, EnvironmentId environmentId, RunId runId, long slice, int cap)
            implements PermitMessage {}

    /** The slice is over, or it is not wanted any more. */
    record PermitReleased(ProjectId projectId, EnvironmentId environmentId, RunId runId, long slice)
            implements PermitMessage {}

    /** The slice may be handed out. */
    record PermitGranted(ProjectId projectId, EnvironmentId environmentId, RunId runId, long slice)
            implements PermitMessage {}

    /** The environment is full; the slice is granted later. */
    record PermitDelayed(ProjectId projectId, EnvironmentId environmentId, RunId runId, long slice)
            implements PermitMessage {}
}
