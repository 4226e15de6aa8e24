package io.vigie.report.cases;

import static io.vigie.report.projection.Columns.storable;

import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.run.RunEvent.CasesFinished;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes {@code case_result} and {@code case_count}: one statement a batch, whose cost is that of its cases. Only what was really added is counted,
 * so that a repeated report changes nothing.
 */
@Component
class CaseProjection implements View {

    private static final String SAVE = """
            WITH added AS (
                INSERT INTO case_result (run_id, test_id, attempt, number, project_id, suite, name, outcome, duration_ms, message, told_in)
                SELECT * FROM unnest(?::uuid[], ?::text[], ?::int[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::bigint[], ?::text[], ?::bigint[])
                ON CONFLICT DO NOTHING
                RETURNING run_id, test_id, attempt, project_id, outcome, told_in
            )
            INSERT INTO case_count AS stored (run_id, test_id, attempt, project_id, passed, failed, broken, skipped, first_in, last_in)
            SELECT run_id, test_id, attempt, min(project_id),
                count(*) FILTER (WHERE outcome = 'passed'), count(*) FILTER (WHERE outcome = 'failed'),
                count(*) FILTER (WHERE outcome NOT IN ('passed', 'failed', 'skipped')),
                count(*) FILTER (WHERE outcome = 'skipped'), min(told_in), max(told_in)
            FROM added GROUP BY run_id, test_id, attempt
            ON CONFLICT (run_id, test_id, attempt) DO UPDATE SET
                passed = stored.passed + EXCLUDED.passed, failed = stored.failed + EXCLUDED.failed,
                broken = stored.broken + EXCLUDED.broken, skipped = stored.skipped + EXCLUDED.skipped,
                last_in = EXCLUDED.last_in
            """;

    private final JdbcTemplate jdbc;

    CaseProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(UUID run, CasesFinished event, long toldIn, int number, CaseReport report) {}

    @Override
    public void fold(List<Fact> facts) {
        List<Row> rows = new ArrayList<>();
        for (Fact fact : facts) {
            if (fact.message() instanceof CasesFinished event) {
                int number = event.firstCase();
                for (CaseReport report : event.cases()) {
                    rows.add(new Row(fact.run(), event, fact.sequence(), number++, report));
                }
            }
        }
        if (!rows.isEmpty()) {
            jdbc.update(SAVE, statement -> fill(statement, rows));
        }
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "case_result", runs);
        Columns.deleteRuns(jdbc, "case_count", runs);
    }

    private static void fill(PreparedStatement statement, List<Row> rows) throws SQLException {
        int at = 0;
        statement.setArray(++at, column(statement, "uuid", rows, Row::run));
        statement.setArray(
                ++at,
                column(statement, "text", rows, row -> row.event().testId().value()));
        statement.setArray(
                ++at, column(statement, "integer", rows, row -> row.event().attempt()));
        statement.setArray(++at, column(statement, "integer", rows, Row::number));
        statement.setArray(
                ++at,
                column(statement, "text", rows, row -> row.event().projectId().value()));
        statement.setArray(
                ++at,
                column(statement, "text", rows, row -> storable(row.report().suite())));
        statement.setArray(
                ++at,
                column(statement, "text", rows, row -> storable(row.report().name())));
        statement.setArray(
                ++at,
                column(statement, "text", rows, row -> row.report().outcome().toString()));
        statement.setArray(
                ++at, column(statement, "bigint", rows, row -> row.report().durationMillis()));
        statement.setArray(++at, column(statement, "text", rows, row -> message(row.report())));
        statement.setArray(++at, column(statement, "bigint", rows, Row::toldIn));
    }

    private static @Nullable String message(CaseReport report) {
        String message = report.message();
        return message == null ? null : storable(message);
    }

    private static Array column(
            PreparedStatement statement, String type, List<Row> rows, Function<Row, @Nullable Object> value)
            throws SQLException {
        Connection connection = statement.getConnection();
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
}
