package io.vigie.report.details;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of {@code action_result} as it is read. */
@Entity
@Immutable
@Table(name = "action_result")
@IdClass(ActionRow.Key.class)
@SuppressWarnings("NullAway.Init")
class ActionRow {

    record Key(UUID runId, String testId, int attempt, int index) implements Serializable {}

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Id
    @Column(name = "test_id")
    String testId;

    @Id
    int attempt;

    @Id
    @Column(name = "index")
    int index;

    int count;

    String type;

    String outcome;

    @Column(name = "duration_ms")
    long durationMs;

    @Nullable
    String message;
}
