package io.vigie.campaign.launching;

import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/** What may be asked of runs; the same for HTTP and messages. */
public sealed interface LaunchCommand {

    ProjectId projectId();

    /** Absent: the command is not remembered, and a repetition is a new command. */
    @Nullable
    CommandKey key();

    /** Answered with a {@link LaunchAnswer}. */
    record LaunchCampaign(
            ProjectId projectId,
            RequestedLaunch request,
            String launchedBy,
            @Nullable CommandKey key) implements LaunchCommand {}

    /** Answered with a {@link LaunchAnswer}: accepted once a run, refused for one that has ended or is being ended. */
    record CancelRun(
            ProjectId projectId,
            @Nullable String runId,
            String requestedBy,
            @Nullable CommandKey key) implements LaunchCommand {}

    /** Answered with a {@link LaunchAnswer}; a report that is deleted already is deleted. */
    record DeleteReport(
            ProjectId projectId,
            @Nullable String runId,
            @Nullable CommandKey key) implements LaunchCommand {}

    /**
     * Names a command, so that its repetition is answered with the first answer.
     *
     * @param source who names it: two sources never share a name
     * @param id unique within the source
     */
    record CommandKey(String source, String id) {

        /** The longest part that is accepted, in characters. */
        public static final int LONGEST = 200;
    }
}
