package io.vigie.contracts.launch;

import io.vigie.contracts.Kept;
import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What another service asks, on {@code vigie.launch-commands.v1}. The CloudEvent's {@code id} is the command id and the
 * record's key: the same id is answered with the first answer and never acted on twice. Fields are nullable here, because a
 * stranger wrote them; the answer to a missing one is a {@link CommandReply.CommandRefused} that names it.
 */
public sealed interface CommandMessage extends Message {

    /** Asks for a campaign to be run; the same rules and the same answer as {@code POST /api/rapports/execute}. */
    record LaunchCampaign(
            ProjectId projectId,
            @Nullable String campaignId,
            @Nullable String name,
            @Nullable String environment,
            @Nullable Boolean stopOnFailure,
            @Nullable Integer parallelism,
            @Nullable Integer retries,
            @Nullable Long testTimeoutMillis,
            @Nullable Long runTimeoutMillis,
            @Nullable Boolean keepFailedWork)
            implements CommandMessage {}

    /** Asks for a run to be ended; the same rules and the same answer as {@code POST /api/rapports/:id/cancel}. */
    record CancelRun(ProjectId projectId, @Nullable String runId) implements CommandMessage {}

    /** Asks for the report of a run to be removed; its history stays. */
    record DeleteReport(ProjectId projectId, @Nullable String runId) implements CommandMessage {}

    /**
     * Tells that a run, or what it left, is older than its policy keeps it. Refused when the run is held, or when the policy is another by now.
     *
     * @param policyOf the campaign whose own policy it is; absent when it is the one of all others
     */
    record ExpireReport(
            ProjectId projectId,
            @Nullable String runId,
            @Nullable List<Kept> removed,
            @Nullable String policyOf,
            @Nullable Long policyVersion)
            implements CommandMessage {}
}
