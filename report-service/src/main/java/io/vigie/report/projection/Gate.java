package io.vigie.report.projection;

import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.run.RunEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Lets each fact of a batch through once. Pure: heads in, what to do out. A run event is admitted when its number is above the run's; a number
 * that leaves some out is admitted too and the absent ones are counted, since waiting for an event that will never be readable would stop every run
 * behind it.
 */
final class Gate {

    /**
     * What a batch comes to.
     *
     * @param admitted facts to fold, in order
     * @param deleted runs that this batch deletes
     * @param changed heads to store
     * @param repeated how many facts had been folded before
     * @param missing events that are absent, by run
     */
    record Passage(
            List<Fact> admitted, Set<UUID> deleted, List<RunHead> changed, int repeated, Map<UUID, Long> missing) {}

    private Gate() {}

    static Passage pass(List<Fact> facts, Map<UUID, RunHead> heads) {
        Set<UUID> deleted = new LinkedHashSet<>();
        for (Fact fact : facts) {
            if (fact.message() instanceof CampaignEvent.ReportDeleted
                    && !head(heads, fact).deleted()) {
                deleted.add(fact.run());
            }
        }
        Map<UUID, RunHead> now = new HashMap<>();
        Map<UUID, Long> missing = new HashMap<>();
        List<Fact> admitted = new ArrayList<>(facts.size());
        int repeated = 0;
        for (Fact fact : facts) {
            RunHead head = now.getOrDefault(fact.run(), head(heads, fact));
            if (head.deleted() || deleted.contains(fact.run())) {
                continue;
            }
            if (head.logsRemoved() && fact.message() instanceof LogEvent) {
                continue;
            }
            if (fact.message() instanceof RunEvent) {
                if (!head.expects(fact.sequence())) {
                    repeated++;
                    continue;
                }
                RunHead next = head.advancedTo(fact.sequence());
                if (next.missing() > head.missing()) {
                    missing.merge(fact.run(), next.missing() - head.missing(), Long::sum);
                }
                now.put(fact.run(), next);
            }
            admitted.add(fact);
        }
        deleted.forEach(run -> {
            RunHead head = heads.get(run);
            if (head != null) {
                now.put(run, head.asDeleted());
            }
        });
        return new Passage(admitted, deleted, List.copyOf(now.values()), repeated, missing);
    }

    private static RunHead head(Map<UUID, RunHead> heads, Fact fact) {
        RunHead head = heads.get(fact.run());
        return head != null ? head : RunHead.of(fact.run(), fact.message().projectId());
    }
}
