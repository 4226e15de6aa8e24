package io.vigie.report.details;

import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.Kept;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.LogKeeping;
import io.vigie.report.projection.ProjectionSchema;
import io.vigie.report.projection.View;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes {@code log_segment}: a segment as it came, once, with the worker that wrote it. */
@Component
class LogProjection implements View, LogKeeping {

    private static final String SEGMENT = """
            INSERT INTO log_segment (run_id, test_id, attempt, first_line, last_line, project_id, lines, worker_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    /** Who wrote a segment that does not say it. */
    private static final String NOBODY = "";

    private final JdbcTemplate jdbc;

    LogProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Segment(UUID run, String worker, LogSegment event) {}

    @Override
    public void fold(List<Fact> facts) {
        List<Segment> segments = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.message() instanceof LogEvent event) {
                switch (event) {
                    case LogSegment segment -> {
                        if (!segment.lines().isEmpty()) {
                            String worker = fact.envelope().actor();
                            segments.add(new Segment(fact.run(), worker == null ? NOBODY : worker, segment));
                        }
                    }
                }
            }
        }
        if (!segments.isEmpty()) {
            jdbc.batchUpdate(SEGMENT, segments, segments.size(), LogProjection::fill);
        }
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "log_segment", runs);
    }

    @Override
    public void forget(Kept part, Collection<UUID> runs) {
        if (part == Kept.LOGS) {
            forget(runs);
        }
    }

    @Override
    public void carryOver(ProjectionSchema from, ProjectionSchema into) {
        jdbc.update("""
                INSERT INTO %2$s.log_segment (run_id, test_id, attempt, first_line, last_line, project_id, lines, worker_id)
                SELECT run_id, test_id, attempt, first_line, last_line, project_id, lines, %3$s FROM %1$s.log_segment kept
                WHERE NOT EXISTS (SELECT 1 FROM %2$s.run_head head WHERE head.run_id = kept.run_id AND (head.deleted OR head.logs_removed))
                ON CONFLICT DO NOTHING
                """.formatted(from.name(), into.name(), knowsWorkers(from) ? "worker_id" : "''"));
    }

    /** Rows of earlier versions do not say who wrote them. */
    private boolean knowsWorkers(ProjectionSchema schema) {
        return !jdbc.queryForList(
                        "SELECT 1 FROM information_schema.columns"
                                + " WHERE table_schema = ? AND table_name = 'log_segment' AND column_name = 'worker_id'",
                        Integer.class,
                        schema.name())
                .isEmpty();
    }

    private static void fill(PreparedStatement row, Segment segment) throws SQLException {
        LogSegment event = segment.event();
        row.setObject(1, segment.run());
        set(row, 2, event.testId().value());
        set(row, 3, event.attempt());
        set(row, 4, event.firstLine());
        set(row, 5, event.firstLine() + event.lines().size() - 1);
        set(row, 6, event.projectId().value());
        set(row, 7, MessageJson.mapper().writeValueAsString(event.lines()));
        set(row, 8, segment.worker());
    }
}
