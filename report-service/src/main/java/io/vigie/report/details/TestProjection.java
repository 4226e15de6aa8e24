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
            INSERT INTO test_result AS stored (run_id, test_id, project_id, position, name, version, quarantined, status, attempt)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 1)
            ON CONFLICT (run_id, test_id) DO UPDATE SET
                position = least(stored.position, EXCLUDED.position),
                name = coalesce(stored.name, EXCLUDED.name),
                version = coalesce(stored.version, EXCLUDED.version),
                quarantined = EXCLUDED.quarantined
            WHERE stored.name IS NULL
            """;

    private static final String TEST = """
            INSERT INTO test_result AS stored (run_id, test_id, project_id, position, name, version, quarantined, status, outcome,
                attempt, queued_for, queued_at, started_at, finished_at, duration_ms, message, logs, log_lines, log_digest, outputs,
                started_in, ended_in)
            VALUES (?, ?, ?, ?, ?, ?, coalesce(?, false), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
            ON CONFLICT (run_id, test_id) DO UPDATE SET
                position = least(stored.position, EXCLUDED.position),
                name = coalesce(EXCLUDED.name, stored.name),
                version = coalesce(EXCLUDED.version, stored.version),
                quarantined = EXCLUDED.quarantined OR stored.quarantined,
                status = EXCLUDED.status,
                outcome = coalesce(EXCLUDED.outcome, stored.outcome),
                attempt = greatest(stored.attempt, EXCLUDED.attempt),
                queued_for = coalesce(EXCLUDED.queued_for, stored.queued_for),
                queued_at = coalesce(EXCLUDED.queued_at, stored.queued_at),
                started_at = coalesce(EXCLUDED.started_at, stored.started_at),
                finished_at = coalesce(EXCLUDED.finished_at, stored.finished_at),
                duration_ms = coalesce(EXCLUDED.duration_ms, stored.duration_ms),
                message = coalesce(EXCLUDED.message, stored.message),
                logs = coalesce(EXCLUDED.logs, stored.logs),
                log_lines = coalesce(EXCLUDED.log_lines, stored.log_lines),
                log_digest = coalesce(EXCLUDED.log_digest, stored.log_digest),
                outputs = coalesce(EXCLUDED.outputs, stored.outputs),
                started_in = coalesce(stored.started_in, EXCLUDED.started_in),
                ended_in = coalesce(stored.ended_in, EXCLUDED.ended_in)
            """;

    private static final String ATTEMPT = """
            INSERT INTO test_attempt AS stored (run_id, test_id, attempt, project_id, reason, queued_at, worker_id, started_at,
                finished_at, lost_at, outcome, duration_ms, message, logs, log_lines, log_digest, begun_in)
            VALUES (?, ?, ?, ?, coalesce(?, 'planned'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (run_id, test_id, attempt) DO UPDATE SET
                worker_id = coalesce(EXCLUDED.worker_id, stored.worker_id),
                started_at = coalesce(EXCLUDED.started_at, stored.started_at),
                finished_at = coalesce(EXCLUDED.finished_at, stored.finished_at),
                lost_at = coalesce(EXCLUDED.lost_at, stored.lost_at),
                outcome = coalesce(EXCLUDED.outcome, stored.outcome),
                duration_ms = coalesce(EXCLUDED.duration_ms, stored.duration_ms),
                message = coalesce(EXCLUDED.message, stored.message),
                logs = coalesce(EXCLUDED.logs, stored.logs),
                log_lines = coalesce(EXCLUDED.log_lines, stored.log_lines),
                log_digest = coalesce(EXCLUDED.log_digest, stored.log_digest)
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
        set(row, 7, planned.test().quarantined());
    }

    private static void test(PreparedStatement row, Key key, OfTest test) throws SQLException {
        Ending ending = test.ending();
        TestChange.Queue queue = test.queue();
        int at = 0;
        row.setObject(++at, key.run());
        set(row, ++at, key.test().value());
        set(row, ++at, test.project().value());
        set(row, ++at, test.position());
        set(row, ++at, test.name());
        set(row, ++at, test.version());
        set(row, ++at, test.quarantined());
        set(row, ++at, test.status());
        set(row, ++at, ending == null ? null : ending.outcome().toString());
        set(row, ++at, test.attempt());
        set(row, ++at, queue == null ? null : queue.reason().toString());
        set(row, ++at, queue == null ? null : queue.since());
        set(row, ++at, test.startedAt());
        set(row, ++at, ending == null ? null : ending.finishedAt());
        set(row, ++at, ending == null ? null : ending.durationMillis());
        set(row, ++at, ending == null ? null : ending.message());
        set(row, ++at, ending == null ? null : ending.logs());
        set(row, ++at, ending == null ? null : ending.logLines());
        set(row, ++at, ending == null ? null : ending.logDigest());
        set(row, ++at, ending == null ? null : json(ending.outputs()));
        set(row, ++at, test.startedIn());
        set(row, ++at, test.endedIn());
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
        TestChange.Queue queue = attempt.queue();
        var worker = attempt.worker();
        int at = 0;
        row.setObject(++at, key.run());
        set(row, ++at, key.test().value());
        set(row, ++at, key.attempt());
        set(row, ++at, attempt.project().value());
        set(row, ++at, queue == null ? null : queue.reason().toString());
        set(row, ++at, queue == null ? null : queue.since());
        set(row, ++at, worker == null ? null : worker.value());
        set(row, ++at, attempt.startedAt());
        set(row, ++at, ending == null ? null : ending.finishedAt());
        set(row, ++at, attempt.lostAt());
        set(row, ++at, ending == null ? null : ending.outcome().toString());
        set(row, ++at, ending == null ? null : ending.durationMillis());
        set(row, ++at, ending == null ? null : ending.message());
        set(row, ++at, ending == null ? null : ending.logs());
        set(row, ++at, ending == null ? null : ending.logLines());
        set(row, ++at, ending == null ? null : ending.logDigest());
        row.setLong(++at, attempt.begunIn());
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
