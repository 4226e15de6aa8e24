package io.vigie.campaign.launching;

import io.vigie.campaign.retention.KeepingRules.InForce;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Kept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody who knows when a run ended says is too old.
 *
 * @param policyOf the campaign whose own policy it is; absent when it is the one of all others
 */
record Expiry(List<Kept> removed, @Nullable CampaignId policyOf, long policyVersion) {

    Expiry {
        removed = List.copyOf(removed);
    }

    /**
     * Whether it may be so: by the policy that is in force, and for a run that did not begin later than everything of it would have had to end. When
     * a run ended is known to those who read histories.
     */
    boolean isAllowedBy(@Nullable InForce policy, Instant launchedAt, Instant now) {
        return policy != null
                && policy.version() == policyVersion
                && Objects.equals(policy.of(), policyOf)
                && removed.stream().allMatch(kept -> isOver(limit(policy, kept), launchedAt, now));
    }

    private static boolean isOver(@Nullable Long millis, Instant launchedAt, Instant now) {
        return millis != null && Duration.between(launchedAt, now).compareTo(Duration.ofMillis(millis)) >= 0;
    }

    private static @Nullable Long limit(InForce policy, Kept kept) {
        return switch (kept) {
            case RUN -> policy.runsMillis();
            case LOGS -> policy.logsMillis();
            case ARTIFACTS -> policy.artifactsMillis();
        };
    }
}
