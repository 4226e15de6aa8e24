package io.vigie.campaign.intake;

import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.asking.Commands;
import io.vigie.campaign.asking.NewIds;
import io.vigie.campaign.launching.LaunchAnswer;
import io.vigie.campaign.launching.LaunchCommand;
import io.vigie.campaign.launching.LaunchCommand.CommandKey;
import io.vigie.campaign.launching.RequestedLaunch;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.launch.CommandMessage;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.launch.CommandReply.Problem;
import io.vigie.contracts.wire.UnreadableMessage;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers the launch commands of other services by the code path of the REST API. The CloudEvent's source and id name the command: the same is
 * answered with the first answer and never acted on twice. Safe for use by many threads.
 */
@Component
class LaunchCommandsIntake {

    static final String SOURCE = "/vigie/campaign-service";

    private final Commands commands;
    private final NewIds ids;
    private final Clock clock;

    LaunchCommandsIntake(Commands commands, NewIds ids, Clock clock) {
        this.commands = commands;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * The reply to a command.
     *
     * @throws UnreadableMessage when the message is no command
     */
    Envelope<CommandReply> answer(Envelope<?> envelope) {
        if (!(envelope.message() instanceof CommandMessage message)) {
            throw new UnreadableMessage("Expected a command, but found another message of the catalogue.");
        }
        if (envelope.id().length() > CommandKey.LONGEST || envelope.source().length() > CommandKey.LONGEST) {
            throw new UnreadableMessage(
                    "Expected an id and a source of at most %d characters each, but found longer ones."
                            .formatted(CommandKey.LONGEST));
        }
        String actor = Objects.requireNonNullElse(envelope.actor(), envelope.source());
        String correlation = Objects.requireNonNullElse(envelope.correlationId(), envelope.id());
        LaunchAnswer answer = commands.send(
                new Asker(actor, actor, correlation, envelope.traceParent()), command(message, envelope, actor));
        return new Envelope<>(
                ids.next(),
                SOURCE,
                clock.instant(),
                envelope.id(),
                reply(message, envelope.id(), answer),
                correlation,
                envelope.id(),
                actor,
                envelope.traceParent(),
                null);
    }

    private static LaunchCommand command(CommandMessage message, Envelope<?> envelope, String actor) {
        CommandKey key = new CommandKey(envelope.source(), envelope.id());
        return switch (message) {
            case CommandMessage.LaunchCampaign launch ->
                new LaunchCommand.LaunchCampaign(
                        launch.projectId(),
                        new RequestedLaunch(
                                stripped(launch.campaignId()),
                                stripped(launch.name()),
                                stripped(launch.environment()),
                                launch.stopOnFailure(),
                                launch.parallelism(),
                                launch.retries(),
                                launch.testTimeoutMillis(),
                                launch.runTimeoutMillis(),
                                launch.keepFailedWork()),
                        actor,
                        key);
            case CommandMessage.CancelRun cancel ->
                new LaunchCommand.CancelRun(cancel.projectId(), stripped(cancel.runId()), actor, key);
            case CommandMessage.DeleteReport delete ->
                new LaunchCommand.DeleteReport(delete.projectId(), stripped(delete.runId()), key);
            case CommandMessage.ExpireReport expire ->
                new LaunchCommand.ExpireReport(
                        expire.projectId(),
                        stripped(expire.runId()),
                        expire.removed(),
                        stripped(expire.policyOf()),
                        expire.policyVersion(),
                        key);
        };
    }

    private static @Nullable String stripped(@Nullable String text) {
        return text == null ? null : text.strip();
    }

    private static CommandReply reply(CommandMessage message, String commandId, LaunchAnswer answer) {
        return switch (answer) {
            case LaunchAnswer.Accepted accepted ->
                switch (message) {
                    case CommandMessage.LaunchCampaign launch ->
                        new CommandReply.LaunchAccepted(launch.projectId(), commandId, accepted.runId());
                    case CommandMessage.CancelRun cancel ->
                        new CommandReply.CancelAccepted(cancel.projectId(), commandId, accepted.runId());
                    case CommandMessage.DeleteReport delete ->
                        new CommandReply.ReportDeletionAccepted(delete.projectId(), commandId, accepted.runId());
                    case CommandMessage.ExpireReport expire ->
                        new CommandReply.ReportExpiryAccepted(expire.projectId(), commandId, accepted.runId());
                };
            case LaunchAnswer.TrialAccepted _, LaunchAnswer.CancelsAccepted _ -> throw LaunchAnswer.unexpected(answer);
            case LaunchAnswer.Refused refused ->
                new CommandReply.CommandRefused(
                        message.projectId(),
                        commandId,
                        refused.code(),
                        refused.text().fr(),
                        refused.faults().stream()
                                .map(fault -> new Problem(
                                        fault.path(),
                                        fault.expected().fr(),
                                        fault.found().fr()))
                                .toList());
        };
    }
}
