package io.vigie.report.details;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** A row of {@code log_segment} as it is read. */
@Entity
@Immutable
@Table(name = "log_segment")
@IdClass(SegmentRow.Key.class)
@SuppressWarnings("NullAway.Init")
class SegmentRow {

    record Key(UUID runId, String testId, int attempt, int firstLine, String workerId) implements Serializable {}

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Id
    @Column(name = "test_id")
    String testId;

    @Id
    int attempt;

    @Id
    @Column(name = "first_line")
    int firstLine;

    /** Empty where nobody says who wrote the lines. */
    @Id
    @Column(name = "worker_id")
    String workerId;

    @Column(name = "last_line")
    int lastLine;

    /** The lines as JSON. */
    String lines;
}
