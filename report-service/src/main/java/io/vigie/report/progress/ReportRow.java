package io.vigie.report.progress;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.run.RunEvent.Counts;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code report} as it is read. Only {@link ReportProjection} writes them. */
@Entity
@Immutable
@Table(name = "report")
@SuppressWarnings("NullAway.Init")
class ReportRow {

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Column(name = "project_id")
    String projectId;

    String kind;

    @Column(name = "campaign_id")
    String campaignId;

    @Column(name = "campaign_name")
    String campaignName;

    String name;

    @Column(name = "environment_id")
    String environmentId;

    @Column(name = "environment_version")
    long environmentVersion;

    String environment;

    @Column(name = "files_version")
    long filesVersion;

    @Column(name = "stop_on_failure")
    boolean stopOnFailure;

    int parallelism;

    int retries;

    @Column(name = "test_timeout_ms")
    @Nullable
    Long testTimeoutMs;

    @Column(name = "run_timeout_ms")
    @Nullable
    Long runTimeoutMs;

    @Column(name = "environment_cap")
    @Nullable
    Integer environmentCap;

    @Column(name = "keep_failed_work")
    boolean keepFailedWork;

    int total;

    @Column(name = "only_test")
    @Nullable
    String onlyTest;

    @Column(name = "launched_by")
    String launchedBy;

    @Column(name = "launched_at")
    Instant launchedAt;

    String phase;

    String outcome;

    String status;

    int progress;

    int passed;

    int failed;

    int broken;

    int skipped;

    int cancelled;

    @Column(name = "timed_out")
    int timedOut;

    int interrupted;

    int muted;

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "stop_reason")
    @Nullable
    String stopReason;

    @Column(name = "stop_requested_by")
    @Nullable
    String stopRequestedBy;

    @Column(name = "stop_requested_at")
    @Nullable
    Instant stopRequestedAt;

    @Column(name = "wished_by")
    @Nullable
    String wishedBy;

    @Column(name = "wished_at")
    @Nullable
    Instant wishedAt;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    @Column(name = "duration_ms")
    @Nullable
    Long durationMs;

    @Nullable
    String error;

    long sequence;

    /** What the row says, as it was folded. */
    ReportState state() {
        ReportState.Stop wish = wish();
        ReportState.Stop stop = stop();
        Instant endAt = finishedAt;
        return new ReportState(
                ProjectId.of(projectId),
                new LaunchFacts(
                        RunKind.valueOf(constant(kind)),
                        CampaignId.of(campaignId),
                        campaignName,
                        name,
                        EnvironmentId.of(environmentId),
                        environmentVersion,
                        environment,
                        filesVersion,
                        new RunOptions(
                                stopOnFailure,
                                parallelism,
                                retries,
                                testTimeoutMs,
                                runTimeoutMs,
                                environmentCap,
                                keepFailedWork),
                        total,
                        launchedBy,
                        launchedAt),
                onlyTest == null ? null : TestId.of(onlyTest),
                Phase.valueOf(constant(phase)),
                verdict(),
                new Counts(passed, failed, broken, skipped, cancelled, timedOut, interrupted, muted),
                progress,
                startedAt,
                wish,
                Objects.equals(stop, wish) ? null : stop,
                endAt == null || durationMs == null ? null : new ReportState.Ending(endAt, durationMs, error),
                sequence);
    }

    private ReportState.@Nullable Stop wish() {
        String by = wishedBy;
        Instant at = wishedAt;
        return by == null || at == null ? null : new ReportState.Stop(StopReason.CANCELLED, by, at);
    }

    private ReportState.@Nullable Stop stop() {
        String reason = stopReason;
        String by = stopRequestedBy;
        Instant at = stopRequestedAt;
        return reason == null || by == null || at == null
                ? null
                : new ReportState.Stop(StopReason.valueOf(constant(reason)), by, at);
    }

    /** Where the run stands, as people are told: a run that somebody wants to be ended is being ended until it is. */
    Phase shownPhase() {
        return state().shownPhase();
    }

    Outcome verdict() {
        return Outcome.valueOf(constant(outcome));
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
