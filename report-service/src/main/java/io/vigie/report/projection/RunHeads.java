package io.vigie.report.projection;

import io.vigie.contracts.ProjectId;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Repository;

/** The heads of runs. Locks are always taken in the order of the ids, so that two batches wait for each other and never lock each other out. */
@Repository
public class RunHeads {

    /** How strongly a batch holds the runs it speaks of, until it commits. */
    enum Hold {
        /** Only a deletion must wait: logs are added while the run's own events are folded. */
        AGAINST_DELETION("FOR KEY SHARE"),
        /** One at a time. */
        ALONE("FOR NO KEY UPDATE"),
        /** One at a time, and no log either. */
        TO_DELETE("FOR UPDATE");

        private final String clause;

        Hold(String clause) {
            this.clause = clause;
        }
    }

    /** What the ledger says was removed is so from the first fact on: a rebuild brings nothing back. */
    private static final String FIRST = """
            INSERT INTO run_head (run_id, project_id, deleted, logs_removed, artifacts_removed)
            SELECT ?, ?, coalesce(bool_or(run), false), coalesce(bool_or(logs), false), coalesce(bool_or(artifacts), false)
              FROM public.removal WHERE run_id = ?
            ON CONFLICT DO NOTHING""";

    private static final RowMapper<RunHead> HEAD = (row, number) -> new RunHead(
            row.getObject("run_id", UUID.class),
            ProjectId.of(row.getString("project_id")),
            row.getLong("sequence"),
            row.getLong("missing"),
            row.getBoolean("deleted"),
            row.getBoolean("logs_removed"),
            row.getBoolean("artifacts_removed"));

    private final JdbcTemplate jdbc;

    RunHeads(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The head of a run, once any fact of it was folded. */
    public Optional<RunHead> find(UUID run) {
        return jdbc.query("SELECT * FROM run_head WHERE run_id = ?", HEAD, run).stream()
                .findFirst();
    }

    /** The runs of which events are missing, the newest first. */
    public List<RunHead> incomplete(int limit) {
        return jdbc.query("SELECT * FROM run_head WHERE missing > 0 ORDER BY run_id DESC LIMIT ?", HEAD, limit);
    }

    Map<UUID, RunHead> hold(Map<UUID, ProjectId> runs, Hold hold) {
        Map<UUID, RunHead> held = select(runs.keySet(), hold);
        if (held.size() == runs.size()) {
            return held;
        }
        Map<String, UUID> missing = new TreeMap<>();
        runs.keySet().stream().filter(run -> !held.containsKey(run)).forEach(run -> missing.put(run.toString(), run));
        jdbc.batchUpdate(FIRST, List.copyOf(missing.values()), missing.size(), (PreparedStatement row, UUID run) -> {
            row.setObject(1, run);
            row.setString(2, runs.getOrDefault(run, ProjectId.COMMON).value());
            row.setObject(3, run);
        });
        return select(runs.keySet(), hold);
    }

    private Map<UUID, RunHead> select(Collection<UUID> runs, Hold hold) {
        Map<UUID, RunHead> heads = new HashMap<>();
        jdbc.query(
                "SELECT * FROM run_head WHERE run_id = ANY (?) ORDER BY run_id " + hold.clause,
                statement -> statement.setArray(1, Columns.uuids(statement, runs)),
                row -> {
                    RunHead head = HEAD.mapRow(row, 0);
                    if (head != null) {
                        heads.put(head.run(), head);
                    }
                });
        return heads;
    }

    void save(Collection<RunHead> heads) {
        if (heads.isEmpty()) {
            return;
        }
        jdbc.batchUpdate(
                "UPDATE run_head SET sequence = ?, missing = ?, deleted = ? WHERE run_id = ?",
                heads,
                heads.size(),
                (row, head) -> {
                    row.setLong(1, head.sequence());
                    row.setLong(2, head.missing());
                    row.setBoolean(3, head.deleted());
                    row.setObject(4, head.run());
                });
    }
}
