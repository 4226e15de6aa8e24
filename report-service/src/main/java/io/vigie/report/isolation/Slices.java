package io.vigie.report.isolation;

import static io.vigie.report.projection.Columns.instant;

import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.report.projection.AsOf;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Reads who held what, from when to when. */
@Service
class Slices {

    /** A slice whose own end was never told is over at the latest when its run is. */
    private static final String HELD = "SELECT slice.*, coalesce(slice.ended_at, report.finished_at) AS held_until"
            + " FROM slice LEFT JOIN report USING (run_id) WHERE slice.accepted_at IS NOT NULL ";

    private static final int FETCH_ROWS = 1_000;

    private final JdbcTemplate jdbc;
    private final ProjectionSchemas schemas;
    private final KnownRuns runs;
    private final AsOfs asOfs;

    Slices(JdbcTemplate jdbc, ProjectionSchemas schemas, KnownRuns runs, AsOfs asOfs) {
        this.jdbc = jdbc;
        this.schemas = schemas;
        this.runs = runs;
        this.asOfs = asOfs;
    }

    /** Some slices of a run, by number. @param next where the others are, absent when there are no more */
    record SlicePage(List<HeldSlot> slices, @Nullable String next, AsOf asOf) {}

    /** Nothing when there is no such run; one that was launched just now is waited for. */
    Optional<SlicePage> page(UUID run, long after, int limit) {
        return runs.find(run, head -> {
            List<HeldSlot> found = jdbc.query(
                    HELD + "AND run_id = ? AND slice.slice > ? ORDER BY slice.slice LIMIT ?",
                    (row, number) -> held(row),
                    run,
                    after,
                    limit + 1);
            boolean more = found.size() > limit;
            List<HeldSlot> given = more ? found.subList(0, limit) : found;
            String next = more
                    ? "/api/rapports/%s/slices?after=%d&limit=%d"
                            .formatted(run, given.getLast().slice(), limit)
                    : null;
            return Optional.of(new SlicePage(given, next, asOfs.of(run, head.sequence())));
        });
    }

    /** Looks at every slice of every run, from one snapshot, without ever holding them all. */
    IsolationAudit.Findings audit() {
        return schemas.read(() -> {
            IsolationAudit audit = new IsolationAudit();
            jdbc.query(
                    session -> {
                        PreparedStatement all = session.prepareStatement(
                                HELD + "ORDER BY slice.host, slice.accepted_at, run_id, slice.slice");
                        all.setFetchSize(FETCH_ROWS);
                        return all;
                    },
                    row -> {
                        audit.take(held(row));
                    });
            return audit.findings();
        });
    }

    private static HeldSlot held(ResultSet row) throws SQLException {
        return new HeldSlot(
                row.getString("run_id"),
                row.getLong("slice"),
                row.getString("worker_id"),
                row.getInt("tests"),
                new SlotLease(
                        row.getString("host"),
                        row.getInt("slot"),
                        row.getString("directory"),
                        row.getInt("first_port"),
                        row.getInt("port_count"),
                        row.getString("database_suffix"),
                        row.getString("media_directory")),
                Objects.requireNonNull(instant(row, "accepted_at")),
                instant(row, "held_until"),
                row.getString("end_reason"));
    }
}
