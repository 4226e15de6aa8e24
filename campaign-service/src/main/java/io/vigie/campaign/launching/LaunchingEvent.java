package io.vigie.campaign.launching;

import io.vigie.campaign.Fact;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import java.time.Instant;
import java.util.List;

/** What was decided about runs. What happens in a run is not decided here, and not told here. */
public sealed interface LaunchingEvent extends Fact {

    /** A campaign was launched; its plan follows in numbered chunks. */
    record CampaignLaunched(
            ProjectId projectId,
            RunId runId,
            CampaignId campaignId,
            String campaignName,
            String name,
            EnvironmentId environmentId,
            long environmentVersion,
            String environment,
            boolean stopOnFailure,
            int parallelism,
            int testCount,
            int planChunks,
            String launchedBy,
            Instant launchedAt)
            implements LaunchingEvent {}

    /** @param number from 1 */
    record PlanFrozen(ProjectId projectId, RunId runId, int number, List<PlannedTest> tests)
            implements LaunchingEvent {}

    /** @param position from 1, without a gap, over the whole plan */
    record PlannedTest(int position, TestId testId, long version, String name) {}

    /** The report is removed and its name free again; the run's history stays. */
    record ReportDeleted(ProjectId projectId, RunId runId, String name) implements LaunchingEvent {}
}
