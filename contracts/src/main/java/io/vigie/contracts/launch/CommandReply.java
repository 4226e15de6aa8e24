package io.vigie.contracts.launch;

import io.vigie.contracts.Message;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import java.util.List;

/** The answer to a {@link CommandMessage}, on {@code vigie.command-replies.v1}, keyed by the command id. */
public sealed interface CommandReply extends Message {

    String commandId();

    record LaunchAccepted(ProjectId projectId, String commandId, RunId runId) implements CommandReply {}

    record CancelAccepted(ProjectId projectId, String commandId, RunId runId) implements CommandReply {}

    record ReportDeletionAccepted(ProjectId projectId, String commandId, RunId runId) implements CommandReply {}

    record ReportExpiryAccepted(ProjectId projectId, String commandId, RunId runId) implements CommandReply {}

    /**
     * Nothing was changed.
     *
     * @param code a stable word for programs, such as {@code name-taken}
     * @param message a sentence for people, in French
     */
    record CommandRefused(ProjectId projectId, String commandId, String code, String message, List<Problem> problems)
            implements CommandReply {}

    /** @param path where, as a JSON path into the command's data */
    record Problem(String path, String expected, String found) {}
}
