package io.vigie.execution.coordinating;

import io.vigie.contracts.campaign.CampaignEvent.Launched;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.execution.coordinating.RunState.Ended;
import io.vigie.execution.coordinating.RunState.Planning;
import io.vigie.execution.coordinating.RunState.Running;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a launch to a plan that is complete, or that does not hold. */
final class Launching {

    private final RunLimits limits;

    Launching(RunLimits limits) {
        this.limits = limits;
    }

    List<Decision> start(RunView run, RunInput.Launch launch, Instant now) {
        Launched launched = launch.launched();
        RunFacts facts = new RunFacts(
                launched.projectId(),
                launched.runId(),
                launched.campaignId(),
                launched.environmentId(),
                launched.environmentVersion(),
                launched.filesVersion(),
                launched.options(),
                launched.testCount(),
                launched.planChunks(),
                launched.launchedBy(),
                launch.correlationId(),
                now);
        List<Decision> decisions = new ArrayList<>();
        decisions.add(new Decision.Happened(started(launched, now)));
        String insane = PlanPolicy.sizeIsSane(launched);
        if (insane != null) {
            return fail(facts, insane, decisions, now);
        }
        if (facts.planChunks() == 0) {
            decisions.addAll(new Draft(run, beginning(facts, null), limits, now).goOn());
            return decisions;
        }
        decisions.add(new Decision.RunBecomes(new Planning(facts, new BitSet(), 0, 0, null)));
        return decisions;
    }

    private static RunEvent.RunStarted started(Launched launched, Instant now) {
        return new RunEvent.RunStarted(
                launched.projectId(),
                launched.runId(),
                launched.kind(),
                launched.campaignId(),
                launched.campaignName(),
                launched.name(),
                launched.environmentId(),
                launched.environmentVersion(),
                launched.environment(),
                launched.filesVersion(),
                launched.options(),
                launched.testCount(),
                launched.launchedBy(),
                launched.launchedAt(),
                now);
    }

    List<Decision> plan(RunView run, @Nullable RunState state, PlanChunk chunk, Instant now) {
        return switch (state) {
            case null ->
                List.of(new Decision.Refused(
                        "Expected the launch of run \"%s\" before chunk %d of its plan, but there was none."
                                .formatted(chunk.runId(), chunk.number())));
            case Running running -> List.of();
            case Ended ended -> List.of();
            case Planning planning -> plan(run, planning, chunk, now);
        };
    }

    private List<Decision> plan(RunView run, Planning planning, PlanChunk chunk, Instant now) {
        RunFacts facts = planning.facts();
        String wrong = PlanPolicy.numberIsOfThePlan(chunk, facts);
        if (wrong == null && planning.received().get(chunk.number())) {
            return List.of();
        }
        if (wrong == null) {
            wrong = PlanPolicy.testsAreNamedOnce(chunk, facts, run);
        }
        BitSet received = (BitSet) planning.received().clone();
        int planned = planning.planned() + chunk.tests().size();
        long balance = PlanPolicy.balance(planning.balance(), chunk);
        boolean complete = false;
        if (wrong == null) {
            received.set(chunk.number());
            complete = received.cardinality() == facts.planChunks();
            wrong = complete ? PlanPolicy.everyTestHasArrived(planned, balance, facts) : null;
        }
        if (wrong != null) {
            return fail(facts, wrong, new ArrayList<>(), now);
        }
        Draft draft = new Draft(run, beginning(facts, planning.stop()), limits, now);
        for (PlannedTest test : chunk.tests()) {
            TestEntry entry = TestEntry.planned(test);
            draft.keep(entry);
            draft.waits(entry, QueueReason.PLANNED);
        }
        return complete ? draft.goOn() : draft.as(new Planning(facts, received, planned, balance, planning.stop()));
    }

    List<Decision> planIsUnreadable(@Nullable RunState state, Instant now) {
        return state instanceof Planning planning
                ? fail(planning.facts(), "Une partie du plan est illisible", new ArrayList<>(), now)
                : List.of();
    }

    private static Running beginning(RunFacts facts, @Nullable Stop stop) {
        return new Running(facts, Counts.NONE, 1, 0, 0, 0, 1, Pace.UNKNOWN, stop);
    }

    private static List<Decision> fail(RunFacts facts, String error, List<Decision> decisions, Instant now) {
        decisions.add(new Decision.Happened(new RunEvent.RunFailed(
                facts.projectId(),
                facts.runId(),
                error,
                Counts.NONE,
                now,
                Duration.between(facts.startedAt(), now).toMillis())));
        decisions.add(new Decision.TestsForgotten());
        decisions.add(new Decision.RunBecomes(new Ended(now)));
        return decisions;
    }
}
