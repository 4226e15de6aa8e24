package io.vigie.report.details;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code test_attempt} as it is read. */
@Entity
@Immutable
@Table(name = "test_attempt")
@IdClass(AttemptRow.Key.class)
@SuppressWarnings("NullAway.Init")
class AttemptRow {

    record Key(UUID runId, String testId, int attempt) implements Serializable {}

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Id
    @Column(name = "test_id")
    String testId;

    @Id
    int attempt;

    String reason;

    @Column(name = "queued_at")
    @Nullable
    Instant queuedAt;

    @Column(name = "worker_id")
    @Nullable
    String workerId;

    @Column(name = "started_at")
    @Nullable
    Instant startedAt;

    @Column(name = "finished_at")
    @Nullable
    Instant finishedAt;

    @Column(name = "lost_at")
    @Nullable
    Instant lostAt;

    @Nullable
    String outcome;

    @Column(name = "duration_ms")
    @Nullable
    Long durationMs;

    @Nullable
    String message;

    @Nullable
    String logs;

    @Column(name = "log_lines")
    @Nullable
    Integer logLines;

    @Column(name = "log_digest")
    @Nullable
    String logDigest;
}
