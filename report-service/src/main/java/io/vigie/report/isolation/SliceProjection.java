package io.vigie.report.isolation;

import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.run.RunEvent.SliceEnded;
import io.vigie.contracts.run.RunEvent.SliceStarted;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes {@code slice}: a row for each slice that a worker took, and its end when it came. */
@Component
class SliceProjection implements View {

    private static final String START = """
            INSERT INTO slice (run_id, slice, project_id, worker_id, tests, host, slot, directory, first_port, port_count,
                database_suffix, media_directory, accepted_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String END = """
            INSERT INTO slice AS stored (run_id, slice, project_id, worker_id, ended_at, end_reason)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (run_id, slice) DO UPDATE SET
                ended_at = coalesce(stored.ended_at, EXCLUDED.ended_at),
                end_reason = coalesce(stored.end_reason, EXCLUDED.end_reason)
            """;

    private final JdbcTemplate jdbc;

    SliceProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Start(UUID run, SliceStarted event) {}

    private record End(UUID run, SliceEnded event) {}

    @Override
    public void fold(List<Fact> facts) {
        List<Start> starts = new ArrayList<>();
        List<End> ends = new ArrayList<>();
        for (Fact fact : facts) {
            switch (fact.message()) {
                case SliceStarted started -> starts.add(new Start(fact.run(), started));
                case SliceEnded ended -> ends.add(new End(fact.run(), ended));
                default -> {
                    // All else is another view's.
                }
            }
        }
        // An end never comes before its start: what is written first may come first.
        if (!starts.isEmpty()) {
            jdbc.batchUpdate(START, starts, starts.size(), SliceProjection::fill);
        }
        if (!ends.isEmpty()) {
            jdbc.batchUpdate(END, ends, ends.size(), SliceProjection::fill);
        }
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "slice", runs);
    }

    private static void fill(PreparedStatement row, Start start) throws SQLException {
        SliceStarted event = start.event();
        SlotLease slot = event.slot();
        row.setObject(1, start.run());
        set(row, 2, event.slice());
        set(row, 3, event.projectId().value());
        set(row, 4, event.workerId().value());
        set(row, 5, event.tests());
        set(row, 6, slot.host());
        set(row, 7, slot.number());
        set(row, 8, slot.directory());
        set(row, 9, slot.firstPort());
        set(row, 10, slot.portCount());
        set(row, 11, slot.databaseSuffix());
        set(row, 12, slot.mediaDirectory());
        set(row, 13, event.acceptedAt());
    }

    private static void fill(PreparedStatement row, End end) throws SQLException {
        SliceEnded event = end.event();
        row.setObject(1, end.run());
        set(row, 2, event.slice());
        set(row, 3, event.projectId().value());
        set(row, 4, event.workerId().value());
        set(row, 5, event.endedAt());
        set(row, 6, event.reason().toString());
    }
}
