package io.vigie.report.progress;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
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

    @Column(name = "campaign_id")
    String campaignId;

    @Column(name = "campaign_name")
    String campaignName;

    String name;

    String environment;

    @Column(name = "stop_on_failure")
    boolean stopOnFailure;

    int parallelism;

    int total;

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

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    @Column(name = "duration_ms")
    @Nullable
    Long durationMs;

    @Nullable
    String error;

    long sequence;
}
