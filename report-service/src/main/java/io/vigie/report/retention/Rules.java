package io.vigie.report.retention;

import io.vigie.contracts.Kept;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that was decided about keeping, at one moment. Pure.
 *
 * @param common of all campaigns without a policy of their own; absent when nobody decided one
 * @param own of campaigns
 * @param heldRuns why runs are held
 * @param heldCampaigns why all runs of campaigns are held
 */
record Rules(
        @Nullable Policy common,
        Map<String, Policy> own,
        Map<UUID, String> heldRuns,
        Map<String, String> heldCampaigns) {

    Rules {
        own = Map.copyOf(own);
        heldRuns = Map.copyOf(heldRuns);
        heldCampaigns = Map.copyOf(heldCampaigns);
    }

    /** Whether there is any policy at all. */
    boolean isEmpty() {
        return common == null && own.isEmpty();
    }

    /**
     * A run that has ended.
     *
     * @param gone what of it was removed already
     */
    record Ended(UUID run, String campaign, Instant at, Set<Kept> gone) {

        Ended {
            gone = Set.copyOf(gone);
        }
    }

    /** What goes of a run, by which policy. @param heldFor why it stays nevertheless; absent when nobody holds it */
    record Victim(
            UUID run,
            Set<Kept> removed,
            Policy policy,
            @Nullable String heldFor) {}

    /** What goes of a run now, or nothing when all of it that is left is kept. */
    Optional<Victim> judge(Ended run, Instant now) {
        Policy policy = own.getOrDefault(run.campaign(), common);
        if (policy == null) {
            return Optional.empty();
        }
        Set<Kept> over = EnumSet.noneOf(Kept.class);
        over.addAll(policy.over(run.at(), now));
        over.removeAll(run.gone());
        return over.isEmpty() ? Optional.empty() : Optional.of(new Victim(run.run(), over, policy, holdOf(run)));
    }

    private @Nullable String holdOf(Ended run) {
        String reason = heldRuns.get(run.run());
        return reason != null ? reason : heldCampaigns.get(run.campaign());
    }
}
