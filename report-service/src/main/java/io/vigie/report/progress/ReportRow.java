package io.vigie.report.progress;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
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

    String kind;

    @Column(name = "campaign_id")
    String campaignId;

    @Column(name = "campaign_name")
    String campaignName;

    String name;

    String environment;

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

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    @Column(name = "duration_ms")
    @Nullable
    Long durationMs;

    @Nullable
    String error;

    long sequence;

    /** Where the run stands, as people are told: a run that somebody wants to be ended is being ended until it is. */
    Phase shownPhase() {
        Phase stored = Phase.valueOf(phase.toUpperCase(Locale.ROOT));
        return stopReason != null && !stored.isTerminal() ? Phase.CANCELLING : stored;
    }

    Outcome verdict() {
        return Outcome.valueOf(outcome.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
