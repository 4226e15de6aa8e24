package io.vigie.campaign.launching;

import io.vigie.campaign.Fact;
import io.vigie.campaign.catalogue.TestContent;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was decided about runs. What happens in a run is not decided here, and not told here. */
public sealed interface LaunchingEvent extends Fact {

    /**
     * A campaign, or one test alone, was launched; its plan follows in numbered chunks.
     *
     * @param filesVersion of the campaign's files; 0 when it has none
     */
    record CampaignLaunched(
            ProjectId projectId,
            RunId runId,
            RunKind kind,
            CampaignId campaignId,
            String campaignName,
            String name,
            EnvironmentId environmentId,
            long environmentVersion,
            String environment,
            long filesVersion,
            RunOptions options,
            int testCount,
            int planChunks,
            String launchedBy,
            Instant launchedAt)
            implements LaunchingEvent {}

    /** @param number from 1; @param tests in the campaign's order */
    record PlanFrozen(ProjectId projectId, RunId runId, int number, List<PlannedTest> tests)
            implements LaunchingEvent {}

    /** The test of a trial that is stored nowhere else; told before the plan that refers to it. */
    record TrialDefined(
            ProjectId projectId, RunId runId, CampaignId campaignId, TestId testId, long version, TestContent content)
            implements LaunchingEvent {}

    /** Somebody asked for the run to be ended; once a run. */
    record CancelRequested(ProjectId projectId, RunId runId, String requestedBy, Instant requestedAt)
            implements LaunchingEvent {}

    /** The report is removed and its name free again; the run's history stays. */
    record ReportDeleted(ProjectId projectId, RunId runId, String name) implements LaunchingEvent {}

    /** Nobody and no policy removes the run's report until it is released. */
    record ReportHeld(ProjectId projectId, RunId runId, String reason) implements LaunchingEvent {}

    /** @param reason what it was held for */
    record ReportReleased(ProjectId projectId, RunId runId, String reason) implements LaunchingEvent {}

    /**
     * The run, or what it left, was kept for as long as its policy says. With the run its name is free again.
     *
     * @param policyOf the campaign whose own policy it is; absent when it is the one of all others
     */
    record ReportExpired(
            ProjectId projectId,
            RunId runId,
            String name,
            List<Kept> removed,
            @Nullable CampaignId policyOf,
            long policyVersion)
            implements LaunchingEvent {}
}
