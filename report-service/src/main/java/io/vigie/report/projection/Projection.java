package io.vigie.report.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.log.LogEvent;
import io.vigie.report.projection.Position.Partition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Folds batches of history into rows, exactly once in effect: the rows and the positions they come from are written in one transaction, and what
 * stands at or below a stored position is left out. Safe for any number of threads and of instances; those that fold the same partition or the same
 * run wait for one another. An exception means that nothing of the batch was written; it may be folded again at any time.
 */
@Component
public class Projection {

    private static final Logger log = LoggerFactory.getLogger(Projection.class);

    private final ProjectionSchemas schemas;
    private final FoldedPositions positions;
    private final RunHeads heads;
    private final MonthParts parts;
    private final List<View> views;
    private final List<DecisionView> decisionViews;
    private final Changes changes;
    private final Counter folded;
    private final Counter repeated;
    private final Counter missing;

    Projection(
            ProjectionSchemas schemas,
            FoldedPositions positions,
            RunHeads heads,
            MonthParts parts,
            List<View> views,
            List<DecisionView> decisionViews,
            Changes changes,
            MeterRegistry meters) {
        this.schemas = schemas;
        this.positions = positions;
        this.heads = heads;
        this.parts = parts;
        this.views = List.copyOf(views);
        this.decisionViews = List.copyOf(decisionViews);
        this.changes = changes;
        this.folded = meters.counter("vigie.projection.facts");
        this.repeated = meters.counter("vigie.projection.repeated");
        this.missing = meters.counter("vigie.projection.missing");
    }

    /** Folds into the projection that serves, and wakes those who wait for its runs. */
    public void fold(Batch batch) {
        schemas.write(() -> foldWithin(batch));
        Set<UUID> runs = new HashSet<>();
        batch.facts().forEach(fact -> runs.add(fact.run()));
        changes.announce(runs);
    }

    /** Folds into a projection that does not serve yet. */
    public void fold(Batch batch, ProjectionSchema into) {
        schemas.writeInto(into, () -> foldWithin(batch));
    }

    private void foldWithin(Batch batch) {
        Map<Partition, Long> held = positions.hold(batch.upTo().keySet());
        List<Fact> fresh = batch.facts().stream()
                .filter(fact -> fact.position().offset()
                        > held.getOrDefault(fact.position().partition(), -1L))
                .toList();
        repeated.increment(batch.facts().size() - (double) fresh.size());
        if (!fresh.isEmpty()) {
            foldFresh(fresh);
        }
        List<Decision> decisions = batch.decisions().stream()
                .filter(decision -> decision.position().offset()
                        > held.getOrDefault(decision.position().partition(), -1L))
                .toList();
        if (!decisions.isEmpty()) {
            decisionViews.forEach(view -> view.fold(decisions));
        }
        positions.advance(batch.upTo().values());
    }

    private void foldFresh(List<Fact> fresh) {
        Map<UUID, ProjectId> runs = new HashMap<>();
        fresh.forEach(fact -> runs.putIfAbsent(fact.run(), fact.message().projectId()));
        Gate.Passage passage = Gate.pass(fresh, heads.hold(runs, strengthFor(fresh)));
        passage.missing()
                .forEach((run, events) -> log.error(
                        "Expected the history of run \"{}\" without a gap, but {} of its events are absent.",
                        run,
                        events));
        if (!passage.admitted().isEmpty()) {
            parts.provideFor(
                    passage.admitted().stream().map(Fact::run).distinct().toList());
        }
        for (View view : views) {
            if (!passage.deleted().isEmpty()) {
                view.forget(passage.deleted());
            }
            if (!passage.admitted().isEmpty()) {
                view.fold(passage.admitted());
            }
        }
        heads.save(passage.changed());
        folded.increment(passage.admitted().size());
        repeated.increment(passage.repeated());
        missing.increment(
                passage.missing().values().stream().mapToLong(Long::longValue).sum());
    }

    private static RunHeads.Hold strengthFor(List<Fact> facts) {
        RunHeads.Hold hold = RunHeads.Hold.AGAINST_DELETION;
        for (Fact fact : facts) {
            if (fact.message() instanceof CampaignEvent.ReportDeleted) {
                return RunHeads.Hold.TO_DELETE;
            }
            if (!(fact.message() instanceof LogEvent)) {
                hold = RunHeads.Hold.ALONE;
            }
        }
        return hold;
    }
}
