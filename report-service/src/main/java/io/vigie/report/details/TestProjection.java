package io.vigie.report.details;

import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.report.details.TestChange.AttemptKey;
import io.vigie.report.details.TestChange.Ending;
import io.vigie.report.details.TestChange.Key;
import io.vigie.report.details.TestChange.OfAttempt;
import io.vigie.report.details.TestChange.OfTest;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ParameterizedPreparedStatementSetter;
import org.springframework.stereotype.Component;

/** Writes {@code test_result}, {@code test_attempt} and {@code action_result}: each row that a batch touches once, and no other row. */
@Component
class TestProjection implements View {

    private static final String PLAN = """
            INSERT INTO test_result AS stored (run_id, test_id, project_id, position, name, version, status, attempt)
            VALUES (?, ?, ?, ?, ?, ?, 'pending', 1)
            ON CONFLICT (run_id, test_id) DO UPDATE SET
                position = least(stored.position, EXCLUDED.position),
                name = coalesce(stored.name, EXCLUDED.name),
                version = coalesce(stored.version, EXCLUDED.version)
            WHERE stored.name IS NULL
            """;

    private static final String TEST = """
            INSERT INTO test_result AS stored (run_id, test_id, project_id, position, name, version, status, outcome, attempt,
                started_at, finished_at, duration_ms, message, logs, log_lines, log_digest, outputs)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
            ON CONFLICT (run_id, test_id) DO UPDATE SET
                position = least(stored.position, EXCLUDED.position),
                name = coalesce(EXCLUDED.name, stored.name),
                version = coalesce(EXCLUDED.version, stored.version),
                status = EXCLUDED.status,
                outcome = coalesce(EXCLUDED.outcome, stored.outcome),
                attempt = greatest(stored.attempt, EXCLUDED.attempt),
                started_at = coalesce(EXCLUDED.started_at, stored.started_at),
                finished_at = coalesce(EXCLUDED.finished_at, stored.finished_at),
                duration_ms = coalesce(EXCLUDED.duration_ms, stored.duration_ms),
                message = coalesce(EXCLUDED.message, stored.message),
                logs = coalesce(EXCLUDED.logs, stored.logs),
                log_lines = coalesce(EXCLUDED.log_lines, stored.log_lines),
                log_digest = coalesce(EXCLUDED.log_digest, stored.log_digest),
                outputs = coalesce(EXCLUDED.outputs, stored.outputs)
            """;

    private static final String ATTEMPT = """
            INSERT INTO test_attempt AS stored (run_id, test_id, attempt, project_id, reason, worker_id, started_at, finished_at,
                lost_at, outcome, duration_ms, message, log_lines)
            VALUES (?, ?, ?, ?, coalesce(?, 'planned'), ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (run_id, test_id, attempt) DO UPDATE SET
                worker_id = coalesce(EXCLUDED.worker_id, stored.worker_id),
                started_at = coalesce(EXCLUDED.started_at, stored.started_at),
                finished_at = coalesce(EXCLUDED.finished_at, stored.finished_at),
                lost_at = coalesce(EXCLUDED.lost_at, stored.lost_at),
                outcome = coalesce(EXCLUDED.outcome, stored.outcome),
                duration_ms = coalesce(EXCLUDED.duration_ms, stored.duration_ms),
                message = coalesce(EXCLUDED.message, stored.message),
                log_lines = coalesce(EXCLUDED.log_lines, stored.log_lines)
            """;

    private static final String ACTION = """
            INSERT INTO action_result (run_id, test_id, attempt, index, project_id, count, type, outcome, duration_ms, message)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private final JdbcTemplate jdbc;

    TestProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void fold(List<Fact> facts) {
        TestChanges changes = TestChanges.of(facts);
        write(PLAN, changes.planned().entrySet(), (row, test) -> plan(row, test.getKey(), test.getValue()));
        write(TEST, changes.tests().entrySet(), (row, test) -> test(row, test.getKey(), test.getValue()));
        write(ATTEMPT, changes.attempts().entrySet(), (row, one) -> attempt(row, one.getKey(), one.getValue()));
        write(ACTION, changes.actions(), TestProjection::action);
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "action_result", runs);
        Columns.deleteRuns(jdbc, "test_attempt", runs);
        Columns.deleteRuns(jdbc, "test_result", runs);
    }

    private <T> void write(String sql, Collection<T> rows, ParameterizedPreparedStatementSetter<T> fill) {
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(sql, rows, rows.size(), fill);
        }
    }

    private static void plan(PreparedStatement row, Key key, TestChanges.Planned planned) throws SQLException {
        row.setObject(1, key.run());
        set(row, 2, key.test().value());
        set(row, 3, planned.project().value());
        set(row, 4, planned.test().position());
        set(row, 5, planned.test().name());
        set(row, 6, planned.test().version());
    }

    private static void test(PreparedStatement row, Key key, OfTest test) throws SQLException {
        Ending ending = test.ending();
        row.setObject(1, key.run());
        set(row, 2, key.test().value());
        set(row, 3, test.project().value());
        set(row, 4, test.position());
        set(row, 5, test.name());
        set(row, 6, test.version());
        set(row, 7, test.status());
        set(row, 8, ending == null ? null : ending.outcome().toString());
        set(row, 9, test.attempt());
        set(row, 10, test.startedAt());
        set(row, 11, ending == null ? null : ending.finishedAt());
        set(row, 12, ending == null ? null : ending.durationMillis());
        set(row, 13, ending == null ? null : ending.message());
        set(row, 14, ending == null ? null : ending.logs());
        set(row, 15, ending == null ? null : ending.logLines());
        set(row, 16, ending == null ? null : ending.logDigest());
        set(row, 17, ending == null ? null : json(ending.outputs()));
    }

    private static @Nullable String json(Map<String, String> outputs) {
        if (outputs.isEmpty()) {
            return null;
        }
        Map<String, String> storable = new TreeMap<>();
        outputs.forEach((name, value) -> storable.put(Columns.storable(name), Columns.storable(value)));
        return MessageJson.mapper().writeValueAsString(storable);
    }

    private static void attempt(PreparedStatement row, AttemptKey key, OfAttempt attempt) throws SQLException {
        Ending ending = attempt.ending();
        var worker = attempt.worker();
        row.setObject(1, key.run());
        set(row, 2, key.test().value());
        set(row, 3, key.attempt());
        set(row, 4, attempt.project().value());
        set(row, 5, attempt.reason());
        set(row, 6, worker == null ? null : worker.value());
        set(row, 7, attempt.startedAt());
        set(row, 8, ending == null ? null : ending.finishedAt());
        set(row, 9, attempt.lostAt());
        set(row, 10, ending == null ? null : ending.outcome().toString());
        set(row, 11, ending == null ? null : ending.durationMillis());
        set(row, 12, ending == null ? null : ending.message());
        set(row, 13, ending == null ? null : ending.logLines());
    }

    private static void action(PreparedStatement row, TestChanges.Action action) throws SQLException {
        RunEvent.ActionFinished event = action.event();
        row.setObject(1, action.run());
        set(row, 2, event.testId().value());
        set(row, 3, event.attempt());
        set(row, 4, event.index());
        set(row, 5, event.projectId().value());
        set(row, 6, event.count());
        set(row, 7, event.type());
        set(row, 8, event.outcome().toString());
        set(row, 9, event.durationMillis());
        set(row, 10, event.message());
    }
}
