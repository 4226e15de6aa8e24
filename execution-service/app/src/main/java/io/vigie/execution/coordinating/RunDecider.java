package io.vigie.execution.coordinating;

import io.vigie.contracts.StopReason;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.campaign.CampaignEvent.CancelRequested;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.permit.PermitMessage;
import io.vigie.contracts.permit.PermitMessage.PermitDelayed;
import io.vigie.contracts.permit.PermitMessage.PermitGranted;
import io.vigie.contracts.permit.PermitMessage.PermitReleased;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SliceEnd;
import io.vigie.execution.coordinating.Decision.Fenced;
import io.vigie.execution.coordinating.RunState.Ended;
import io.vigie.execution.coordinating.RunState.Planning;
import io.vigie.execution.coordinating.RunState.Running;
import io.vigie.execution.coordinating.SliceEntry.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an input does to a run: a pure function of what is known, what happened and what time it is. Thread-safe.
 *
 * <p>Its cost does not grow with the run: a report reads the header, its slice and its test; a slice is put together once for all its tests.
 * What is proportional (skipping the rest of a run) is cut into steps of {@link RunLimits#testsPerStep()}; as long as {@link
 * Running#hasMoreToStop()} holds, somebody has to come back with {@link RunInput.NextStep}.
 */
public final class RunDecider {

    /** Who decided, where it was the clock. */
    public static final String NAME = "/vigie/coordinator";

    private final RunLimits limits;
    private final Launching launching;

    public RunDecider(RunLimits limits) {
        this.limits = limits;
        this.launching = new Launching(limits);
    }

    /** What follows; empty when the input changes nothing. */
    public List<Decision> decide(RunView run, RunInput input, Instant now) {
        RunState state = run.state();
        return switch (input) {
            case RunInput.Launch launch -> state == null ? launching.start(run, launch, now) : List.of();
            case RunInput.Plan(PlanChunk chunk) -> launching.plan(run, state, chunk, now);
            case RunInput.PlanUnreadable() -> launching.planIsUnreadable(state, now);
            case RunInput.Cancel(CancelRequested request) ->
                stop(run, state, StopReason.CANCELLED, request.requestedBy(), request.requestedAt(), now);
            case RunInput.Report(AttemptEvent event, boolean queueIsEmpty) ->
                report(run, state, event, queueIsEmpty, now);
            case RunInput.Permit(PermitMessage answer) -> permit(run, state, answer, now);
            case RunInput.WorkerSilent(long slice) -> silent(run, state, slice, now);
            case RunInput.SliceUnclaimed(long slice, int before) -> unclaimed(run, state, slice, before, now);
            case RunInput.SliceWaits(long slice) -> waits(run, state, slice, now);
            case RunInput.DeadlineReached() -> deadline(run, state, now);
            case RunInput.NextStep() ->
                state instanceof Running running && running.hasMoreToStop()
                        ? draft(run, running, now).goOn()
                        : List.of();
        };
    }

    /** When {@link RunInput.DeadlineReached} is due for a run in this state, or null. */
    public @Nullable Instant nextDeadline(RunState state) {
        return StopPolicy.nextDeadline(state, limits);
    }

    private Draft draft(RunView run, Running running, Instant now) {
        return new Draft(run, running, limits, now);
    }

    private List<Decision> report(
            RunView run, @Nullable RunState state, AttemptEvent event, boolean queueIsEmpty, Instant now) {
        if (event instanceof AttemptEvent.Heartbeat) {
            return List.of();
        }
        return switch (state) {
            case null ->
                List.of(new Decision.Refused("Expected a report of a known run, but run \"%s\" was never launched."
                        .formatted(event.runId())));
            case Planning planning -> Reporting.fenced(Fenced.Why.SLICE_NOT_HELD);
            // A run ends with its last verdict, so that its last slices come back just after.
            case Ended ended ->
                switch (event) {
                    case AttemptEvent.SliceReturned returned -> List.of();
                    case AttemptEvent.SliceAccepted accepted ->
                        Reporting.turnedAway(accepted, Fenced.Why.RUN_ENDED, now);
                    default -> Reporting.fenced(Fenced.Why.RUN_ENDED);
                };
            case Running running -> Reporting.of(draft(run, running, now), event, queueIsEmpty);
        };
    }

    // ---- ending before its time

    private List<Decision> stop(
            RunView run,
            @Nullable RunState state,
            StopReason reason,
            String requestedBy,
            Instant requestedAt,
            Instant now) {
        return switch (state) {
            case null -> List.of();
            case Planning planning -> StopPolicy.stop(planning, reason, requestedBy, requestedAt, now);
            case Running running -> StopPolicy.stop(draft(run, running, now), reason, requestedBy, requestedAt);
            case Ended ended -> List.of();
        };
    }

    private List<Decision> deadline(RunView run, @Nullable RunState state, Instant now) {
        Instant due = state == null ? null : nextDeadline(state);
        if (due == null || now.isBefore(due)) {
            return List.of();
        }
        if (state instanceof Running running
                && running.stop() != null
                && running.stop().interrupts()) {
            Draft draft = draft(run, running, now);
            draft.stop(running.stop().withGraceOver());
            return draft.goOn();
        }
        return stop(run, state, StopReason.TIMED_OUT, NAME, now, now);
    }

    // ---- slices that wait

    /** A permit for a slice that is over goes back, so that none is ever kept for nothing. */
    private List<Decision> permit(RunView run, @Nullable RunState state, PermitMessage answer, Instant now) {
        return switch (answer) {
            case PermitGranted granted -> {
                SliceEntry slice = run.slice(granted.slice());
                if (slice == null || !(state instanceof Running running)) {
                    yield List.of(new Decision.PermitRequested(new PermitReleased(
                            granted.projectId(), granted.environmentId(), granted.runId(), granted.slice())));
                }
                if (slice.phase() != Phase.ASKED) {
                    yield List.of();
                }
                Draft draft = draft(run, running, now);
                if (running.stop() != null) {
                    TakingBack.of(draft, slice, SliceEnd.RUN_STOPPED);
                } else {
                    SliceEntry permitted = slice.permitted();
                    draft.put(permitted);
                    draft.dispatch(permitted);
                }
                yield draft.goOn();
            }
            case PermitDelayed delayed ->
                tellDelay(run, state, delayed.slice(), Phase.ASKED, QueueReason.ENVIRONMENT_FULL, now);
            default ->
                List.of(new Decision.Refused("Expected an answer about a permit, but found \"%s\"."
                        .formatted(answer.getClass().getSimpleName())));
        };
    }

    private List<Decision> waits(RunView run, @Nullable RunState state, long number, Instant now) {
        return tellDelay(run, state, number, Phase.QUEUED, QueueReason.WORKERS_BUSY, now);
    }

    private List<Decision> tellDelay(
            RunView run, @Nullable RunState state, long number, Phase phase, QueueReason reason, Instant now) {
        SliceEntry slice = run.slice(number);
        if (slice == null
                || slice.phase() != phase
                || slice.delaySaid()
                || !(state instanceof Running running)
                || running.stop() != null) {
            return List.of();
        }
        Draft draft = draft(run, running, now);
        draft.left(slice).forEach(entry -> draft.waits(entry, reason));
        draft.put(slice.withDelaySaid());
        return draft.decided();
    }

    // ---- leases

    private List<Decision> silent(RunView run, @Nullable RunState state, long number, Instant now) {
        SliceEntry slice = run.slice(number);
        if (slice == null || !(state instanceof Running running)) {
            return List.of();
        }
        Draft draft = draft(run, running, now);
        TakingBack.of(draft, slice, SliceEnd.WORKER_LOST);
        return draft.goOn();
    }

    /**
     * The same slice once more: whichever copy is accepted first counts, so that none is run in vain. When it is gone again and again, no
     * worker can read it, and its tests are given up.
     */
    private List<Decision> unclaimed(RunView run, @Nullable RunState state, long number, int before, Instant now) {
        SliceEntry slice = run.slice(number);
        if (slice == null || slice.phase() != Phase.QUEUED || !(state instanceof Running running)) {
            return List.of();
        }
        Draft draft = draft(run, running, now);
        if (before >= limits.maxLostAttempts()) {
            TakingBack.giveUp(draft, slice, before);
            return draft.goOn();
        }
        draft.dispatch(slice);
        return draft.decided();
    }
}
