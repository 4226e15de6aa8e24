package io.vigie.execution.coordinating;

import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.permit.PermitMessage;
import org.jspecify.annotations.Nullable;

/** What may happen to a run. */
public sealed interface RunInput {

    /** @param correlationId what the run's events are to be correlated with */
    record Launch(CampaignEvent.Launched launched, @Nullable String correlationId) implements RunInput {}

    record Plan(CampaignEvent.PlanChunk chunk) implements RunInput {}

    /** A chunk of the plan came and cannot be read: the plan will never be complete. */
    record PlanUnreadable() implements RunInput {}

    /** Somebody wants the run to end. */
    record Cancel(CampaignEvent.CancelRequested request) implements RunInput {}

    /** @param queueIsEmpty whether no slice of any run was waiting for a worker a moment ago */
    record Report(AttemptEvent event, boolean queueIsEmpty) implements RunInput {}

    /** The environment answers about a slice. */
    record Permit(PermitMessage answer) implements RunInput {}

    /** The worker that accepted the slice has been silent for too long. */
    record WorkerSilent(long slice) implements RunInput {}

    /**
     * The slice is not in the queue any more, and nobody has accepted it.
     *
     * @param before how often that was found before
     */
    record SliceUnclaimed(long slice, int before) implements RunInput {}

    /** The slice has been in the queue for a while. */
    record SliceWaits(long slice) implements RunInput {}

    /** The instant of {@link RunDecider#nextDeadline} has come. */
    record DeadlineReached() implements RunInput {}

    /** The next step of what an earlier decision left to be done. */
    record NextStep() implements RunInput {}
}
