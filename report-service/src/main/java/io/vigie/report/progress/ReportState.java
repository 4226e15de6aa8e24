package io.vigie.report.progress;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run as its report tells it, folded event by event. Pure. What people decided may be read before, between or after the run's own events: the
 * result is the same.
 *
 * @param launch absent until it is known
 * @param onlyTest the test of a run that has just this one; absent for other runs
 * @param phase never says that the run is being ended: that follows from {@link #stop}
 * @param outcome so far, and final once the phase is
 * @param progress whole percent; never goes back
 * @param wish who wanted the run to be ended; absent when nobody did
 * @param stopping what the run's own history says of it, which counts more than the wish that it follows; absent until it does
 * @param sequence of the last event
 */
record ReportState(
        ProjectId project,
        @Nullable LaunchFacts launch,
        @Nullable TestId onlyTest,
        Phase phase,
        Outcome outcome,
        Counts counts,
        int progress,
        @Nullable Instant startedAt,
        @Nullable Stop wish,
        @Nullable Stop stopping,
        @Nullable Ending ending,
        long sequence) {

    /** @param error why the system could not carry on, absent when the run went its way */
    record Ending(Instant at, long durationMillis, @Nullable String error) {}

    /** That the run is to be ended before its time. */
    record Stop(StopReason reason, String requestedBy, Instant requestedAt) {}

    static ReportState unknown(ProjectId project) {
        return new ReportState(
                project, null, null, Phase.PENDING, Outcome.PASSED, Counts.NONE, 0, null, null, null, null, 0);
    }

    /** That the run is to be ended before its time: as its history says or, until it does, as somebody wished. */
    @Nullable
    Stop stop() {
        return stopping != null ? stopping : wish;
    }

    /** Where the run stands, as people are told. */
    Phase shownPhase() {
        return stop() != null && !phase.isTerminal() ? Phase.CANCELLING : phase;
    }

    ReportState after(CampaignEvent event) {
        return switch (event) {
            case CampaignEvent.Launched launched -> launch == null ? launchedAs(LaunchFacts.of(launched)) : this;
            case CampaignEvent.PlanChunk chunk ->
                chunk.number() == 1 && chunk.tests().size() == 1
                        ? ofOneTest(chunk.tests().getFirst().testId())
                        : this;
            case CampaignEvent.CancelRequested asked ->
                wish == null ? wishing(new Stop(StopReason.CANCELLED, asked.requestedBy(), asked.requestedAt())) : this;
            case CampaignEvent.ReportDeleted atTheGate -> this;
            case CampaignEvent.CampaignCreated ofNoRun -> this;
            case CampaignEvent.CampaignChanged ofNoRun -> this;
            case CampaignEvent.CampaignFileAdded ofNoRun -> this;
            case CampaignEvent.CampaignFileRemoved ofNoRun -> this;
            case CampaignEvent.CampaignArchived _, CampaignEvent.CampaignRestored _ -> this;
            case CampaignEvent.CampaignDeleted ofNoRun -> this;
            case CampaignEvent.TestCreated ofNoRun -> this;
            case CampaignEvent.TestChanged ofNoRun -> this;
            case CampaignEvent.TestDeleted ofNoRun -> this;
            case CampaignEvent.EnvironmentCreated ofNoRun -> this;
            case CampaignEvent.EnvironmentLimited ofNoRun -> this;
            case CampaignEvent.EnvironmentDeleted ofNoRun -> this;
            case CampaignEvent.VariableDeclared ofNoRun -> this;
            case CampaignEvent.VariableRetracted ofNoRun -> this;
            case CampaignEvent.VariableDefined ofNoRun -> this;
            case CampaignEvent.VariableRemoved ofNoRun -> this;
            case CampaignEvent.UserCreated ofNoRun -> this;
            case CampaignEvent.UserChanged ofNoRun -> this;
            case CampaignEvent.UserPasswordChanged ofNoRun -> this;
            case CampaignEvent.UserDeleted ofNoRun -> this;
            case CampaignEvent.WebhookCreated ofNoRun -> this;
            case CampaignEvent.WebhookChanged ofNoRun -> this;
            case CampaignEvent.WebhookSecretRotated ofNoRun -> this;
            case CampaignEvent.WebhookDeleted ofNoRun -> this;
            case CampaignEvent.RetentionSet _, CampaignEvent.RetentionUnset _ -> this;
            case CampaignEvent.CampaignHeld _, CampaignEvent.CampaignReleased _ -> this;
            case CampaignEvent.ReportHeld _, CampaignEvent.ReportReleased _, CampaignEvent.ReportExpired _ -> this;
        };
    }

    ReportState after(RunEvent event, long number) {
        ReportState next = switch (event) {
            case RunEvent.RunStarted started ->
                launchedAs(LaunchFacts.of(started)).running(started.startedAt());
            case RunEvent.TestQueued queued ->
                launch != null && launch.testCount() == 1 ? ofOneTest(queued.testId()) : this;
            case RunEvent.RunCancelling asked ->
                stopping(new Stop(asked.reason(), asked.requestedBy(), asked.requestedAt()));
            case RunEvent.TestFinished finished ->
                counting(counts.plus(finished.outcome(), finished.quarantined()), finished.progress());
            case RunEvent.TestSkipped skipped -> counting(counts.plus(Outcome.SKIPPED, false), skipped.progress());
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
            case RunEvent.TestStarted inDetails -> this;
            case RunEvent.ActionFinished inDetails -> this;
            case RunEvent.AttemptFinished inDetails -> this;
            case RunEvent.AttemptLost inDetails -> this;
            case RunEvent.CasesFinished inCases -> this;
            case RunEvent.ArtifactStored inArtifacts -> this;
            case RunEvent.SliceStarted inIsolation -> this;
            case RunEvent.SliceEnded inIsolation -> this;
        };
        return next.at(number);
    }

    ReportState launchedAs(LaunchFacts facts) {
        return new ReportState(
                project, facts, onlyTest, phase, outcome, counts, progress, startedAt, wish, stopping, ending,
                sequence);
    }

    private ReportState ofOneTest(TestId test) {
        return new ReportState(
                project, launch, test, phase, outcome, counts, progress, startedAt, wish, stopping, ending, sequence);
    }

    private ReportState running(Instant since) {
        return new ReportState(
                project,
                launch,
                onlyTest,
                Phase.RUNNING,
                outcome,
                counts,
                progress,
                since,
                wish,
                stopping,
                ending,
                sequence);
    }

    /** The same with another wish, or none. */
    ReportState wishing(@Nullable Stop other) {
        return new ReportState(
                project, launch, onlyTest, phase, outcome, counts, progress, startedAt, other, stopping, ending,
                sequence);
    }

    private ReportState stopping(Stop why) {
        return new ReportState(
                project, launch, onlyTest, phase, outcome, counts, progress, startedAt, wish, why, ending, sequence);
    }

    private ReportState counting(Counts all, Progress reached) {
        return new ReportState(
                project,
                launch,
                onlyTest,
                phase,
                all.outcome(),
                all,
                Math.max(progress, reached.percent()),
                startedAt,
                wish,
                stopping,
                ending,
                sequence);
    }

    private ReportState ended(Outcome verdict, Counts all, int percent, Ending how) {
        return new ReportState(
                project,
                launch,
                onlyTest,
                Phase.FINISHED,
                verdict,
                all,
                percent,
                startedAt,
                wish,
                stopping,
                how,
                sequence);
    }

    private ReportState at(long number) {
        return new ReportState(
                project, launch, onlyTest, phase, outcome, counts, progress, startedAt, wish, stopping, ending, number);
    }
}
