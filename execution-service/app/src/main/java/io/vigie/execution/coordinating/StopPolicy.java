package io.vigie.execution.coordinating;

import io.vigie.contracts.StopReason;
import io.vigie.contracts.run.RunEvent.RunCancelling;
import io.vigie.contracts.task.TaskMessage.RunStopped;
import io.vigie.execution.coordinating.RunState.Planning;
import io.vigie.execution.coordinating.RunState.Running;
import io.vigie.execution.coordinating.SliceEntry.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a run ends before its time: who may stop it, what is taken from workers when, and what people read of it. */
final class StopPolicy {

    static final String LOST_WHILE_STOPPING = "L'exécuteur du test a été perdu pendant l'arrêt de la campagne";

    private StopPolicy() {}

    /** Why a test that was not started never will be, as the first seed says it. */
    static String saysOfSkipped(Stop stop) {
        return switch (stop.why()) {
            case STOPPED_ON_FAILURE -> "Test ignoré après un échec précédent";
            case CANCELLED -> "Test ignoré : campagne annulée";
            case RUN_TIMED_OUT -> "Test ignoré : la campagne a dépassé sa durée";
        };
    }

    /** Why a test ended whose worker did not say so in time. */
    static String saysOfInterrupted(Stop stop) {
        return switch (stop.why()) {
            case STOPPED_ON_FAILURE -> "Test arrêté après un échec précédent";
            case CANCELLED -> "Test arrêté : campagne annulée";
            case RUN_TIMED_OUT -> "Test arrêté : la campagne a dépassé sa durée";
        };
    }

    /**
     * Whether a slice in this phase is taken back at once. After a failure what is in the queue stays there: a worker may
     * have taken it before the order reaches it, and would run tests that the history calls skipped. It gives the slice back.
     */
    static boolean takesBack(Phase phase, Stop stop) {
        return switch (phase) {
            case ASKED -> true;
            case QUEUED -> stop.interrupts();
            case HELD -> stop.graceOver();
            case SETTLED -> false;
        };
    }

    /** Stops a run whose tests run; once it is being ended, a second request changes nothing. */
    static List<Decision> stop(Draft draft, StopReason reason, String requestedBy, Instant requestedAt) {
        RunFacts facts = draft.facts();
        if (draft.stop() != null && draft.stop().interrupts()) {
            return List.of();
        }
        draft.happened(cancelling(facts, reason, requestedBy, requestedAt));
        draft.order(new RunStopped(facts.projectId(), facts.runId(), reason, draft.now()));
        draft.stop(Stop.of(reason, draft.now()));
        return draft.asItIs();
    }

    /** Stops a run whose plan is on its way: its tests are skipped once all are known by name. */
    static List<Decision> stop(
            Planning planning, StopReason reason, String requestedBy, Instant requestedAt, Instant now) {
        if (planning.stop() != null) {
            return List.of();
        }
        return List.of(
                new Decision.Happened(cancelling(planning.facts(), reason, requestedBy, requestedAt)),
                new Decision.RunBecomes(new Planning(
                        planning.facts(),
                        planning.received(),
                        planning.planned(),
                        planning.balance(),
                        Stop.of(reason, now))));
    }

    private static RunCancelling cancelling(
            RunFacts facts, StopReason reason, String requestedBy, Instant requestedAt) {
        return new RunCancelling(facts.projectId(), facts.runId(), reason, requestedBy, requestedAt);
    }

    /** When the clock has something to say to the run, or null. */
    static @Nullable Instant nextDeadline(RunState state, RunLimits limits) {
        return switch (state) {
            case Planning planning -> planning.stop() == null ? planning.facts().deadline() : null;
            case Running running -> {
                Stop stop = running.stop();
                if (stop == null || !stop.interrupts()) {
                    yield running.facts().deadline();
                }
                yield stop.graceOver() ? null : stop.at().plus(limits.stopGrace());
            }
            case RunState.Ended ended -> null;
        };
    }
}
