package io.vigie.campaign.retention;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the room of launches what may be removed. In the caller's transaction; sees what is committed. */
public interface KeepingRules {

    /**
     * Why no run of a campaign may be removed, or nothing when they may. Until the caller's transaction ends nobody holds a campaign: a hold that
     * was answered is never followed by a removal.
     */
    Optional<String> heldFor(ProjectId project, CampaignId campaign);

    /** The policy that holds for the runs of a campaign, or nothing when nobody decided on one. */
    Optional<InForce> policyFor(ProjectId project, CampaignId campaign);

    /** A run is held from now on. */
    void held(ProjectId project, RunId run, String reason);

    /** A run is held no more. */
    void released(ProjectId project, RunId run);

    /**
     * A policy.
     *
     * @param of the campaign whose own it is; absent when it is the one of all others
     * @param runsMillis how long runs are kept after their end; absent for ever, as below
     */
    record InForce(
            @Nullable CampaignId of,
            long version,
            @Nullable Long runsMillis,
            @Nullable Long logsMillis,
            @Nullable Long artifactsMillis) {}
}
