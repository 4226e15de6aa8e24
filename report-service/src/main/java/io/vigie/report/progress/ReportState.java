package io.vigie.report.progress;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as its report tells it, folded event by event. Pure. The launch may be read before, between or after the run's own events: the result is the
 * same.
 *
 * @param launch absent until it is known
 * @param outcome so far, and final once the phase is
 * @param progress whole percent; never goes back
 * @param sequence of the last event
 */
record ReportState(
        ProjectId project,
        @Nullable LaunchFacts launch,
        Phase phase,
        Outcome outcome,
        Counts counts,
        int progress,
        @Nullable Instant startedAt,
        @Nullable Ending ending,
        long sequence) {

    /** @param error why the system could not carry on, absent when the run went its way */
    record Ending(Instant at, long durationMillis, @Nullable String error) {}

    static ReportState unknown(ProjectId project) {
        return new ReportState(project, null, Phase.PENDING, Outcome.PASSED, Counts.NONE, 0, null, null, 0);
    }

    ReportState after(CampaignEvent event) {
        return switch (event) {
            case CampaignEvent.Launched launched -> launch == null ? launchedAs(LaunchFacts.of(launched)) : this;
            case CampaignEvent.PlanChunk inDetails -> this;
            case CampaignEvent.ReportDeleted atTheGate -> this;
            case CampaignEvent.CampaignCreated ofNoRun -> this;
            case CampaignEvent.CampaignChanged ofNoRun -> this;
            case CampaignEvent.CampaignDeleted ofNoRun -> this;
            case CampaignEvent.TestCreated ofNoRun -> this;
            case CampaignEvent.TestChanged ofNoRun -> this;
            case CampaignEvent.TestDeleted ofNoRun -> this;
            case CampaignEvent.EnvironmentCreated ofNoRun -> this;
            case CampaignEvent.EnvironmentDeleted ofNoRun -> this;
            case CampaignEvent.VariableDeclared ofNoRun -> this;
            case CampaignEvent.VariableRetracted ofNoRun -> this;
            case CampaignEvent.VariableDefined ofNoRun -> this;
            case CampaignEvent.VariableRemoved ofNoRun -> this;
            case CampaignEvent.UserCreated ofNoRun -> this;
        };
    }

    ReportState after(RunEvent event, long number) {
        ReportState next = switch (event) {
            case RunEvent.RunStarted started ->
                launchedAs(LaunchFacts.of(started)).running(started.startedAt());
            case RunEvent.TestFinished finished -> counting(finished.outcome(), finished.progress());
            case RunEvent.TestSkipped skipped -> counting(Outcome.SKIPPED, skipped.progress());
            case RunEvent.RunFinished finished ->
                ended(
                        finished.outcome(),
                        finished.counts(),
                        100,
                        new Ending(finished.finishedAt(), finished.durationMillis(), null));
            case RunEvent.RunFailed failed ->
                ended(
                        Outcome.BROKEN,
                        failed.counts(),
                        progress,
                        new Ending(failed.finishedAt(), failed.durationMillis(), failed.error()));
            case RunEvent.TestQueued inDetails -> this;
            case RunEvent.TestStarted inDetails -> this;
            case RunEvent.ActionFinished inDetails -> this;
            case RunEvent.AttemptLost inDetails -> this;
        };
        return next.at(number);
    }

    private ReportState launchedAs(LaunchFacts facts) {
        return new ReportState(project, facts, phase, outcome, counts, progress, startedAt, ending, sequence);
    }

    private ReportState running(Instant since) {
        return new ReportState(project, launch, Phase.RUNNING, outcome, counts, progress, since, ending, sequence);
    }

    private ReportState counting(Outcome one, Progress reached) {
        Counts all = counts.plus(one);
        return new ReportState(
                project,
                launch,
                phase,
                all.outcome(),
                all,
                Math.max(progress, reached.percent()),
                startedAt,
                ending,
                sequence);
    }

    private ReportState ended(Outcome verdict, Counts all, int percent, Ending how) {
        return new ReportState(project, launch, Phase.FINISHED, verdict, all, percent, startedAt, how, sequence);
    }

    private ReportState at(long number) {
        return new ReportState(project, launch, phase, outcome, counts, progress, startedAt, ending, number);
    }
}
