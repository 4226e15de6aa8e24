package io.vigie.report.details;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of {@code test_result} as it is read. */
@Entity
@Immutable
@Table(name = "test_result")
@IdClass(TestRow.Key.class)
@SuppressWarnings("NullAway.Init")
class TestRow {

    record Key(UUID runId, String testId) implements Serializable {}

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Id
    @Column(name = "test_id")
    String testId;

    int position;

    @Nullable
    String name;

    boolean quarantined;

    String status;

    @Nullable
    String outcome;

    int attempt;

    @Column(name = "queued_for")
    @Nullable
    String queuedFor;

    @Column(name = "queued_at")
    @Nullable
    Instant queuedAt;

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
    String message;

    @Nullable
    String logs;

    @Column(name = "log_lines")
    @Nullable
    Integer logLines;

    @JdbcTypeCode(SqlTypes.JSON)
    @Nullable
    Map<String, String> outputs;

    /** The number of the first event that started it. */
    @Column(name = "started_in")
    @Nullable
    Long startedIn;

    /** The number of the event that told its verdict. */
    @Column(name = "ended_in")
    @Nullable
    Long endedIn;
}
