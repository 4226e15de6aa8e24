package io.vigie.report.outbound;

import io.vigie.report.projection.Position.Partition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What is remembered between two events of a run, and how far topics are read. Writes belong in a transaction of the caller. */
@Repository
class OutboundRows {

    private final JdbcTemplate jdbc;

    OutboundRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Where to read on; nothing before the first record. */
    OptionalLong nextOffset(Partition partition) {
        return jdbc
                .queryForList(
                        "SELECT next_offset FROM public.outbound_position WHERE topic = ? AND partition = ?",
                        Long.class,
                        partition.topic(),
                        partition.number())
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /**
     * Moves the position, unless somebody else did meanwhile.
     *
     * @param from where it must be; 0 when there is none yet
     * @return whether it was there
     */
    boolean advance(Partition partition, long from, long to) {
        jdbc.update(
                "INSERT INTO public.outbound_position (topic, partition, next_offset) VALUES (?, ?, 0) ON CONFLICT DO NOTHING",
                partition.topic(),
                partition.number());
        return jdbc.update(
                        "UPDATE public.outbound_position SET next_offset = ? WHERE topic = ? AND partition = ? AND next_offset = ?",
                        to,
                        partition.topic(),
                        partition.number(),
                        from)
                == 1;
    }

    /** Moves the position forward or backward, wherever it is. */
    void place(Partition partition, long next) {
        jdbc.update("""
                INSERT INTO public.outbound_position (topic, partition, next_offset) VALUES (?, ?, ?)
                    ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset""", partition.topic(), partition.number(), next);
    }

    /** Runs as they are remembered; those that are not are new. @param tests of each run, those that are asked for */
    Map<UUID, ToldRun> load(Map<UUID, Set<String>> tests) {
        Map<UUID, ToldRun> runs = new HashMap<>();
        tests.keySet().forEach(run -> runs.put(run, new ToldRun(run)));
        jdbc.query(
                "SELECT run_id, sequence, campaign_id, campaign_name, name, environment FROM public.outbound_run WHERE run_id = ANY (?)",
                row -> {
                    ToldRun run = of(runs, row);
                    run.sequence = row.getLong(2);
                    if (row.getString(3) != null) {
                        run.launch = new ToldRun.Launch(
                                row.getString(3), row.getString(4), row.getString(5), row.getString(6));
                    }
                },
                (Object) tests.keySet().toArray(UUID[]::new));
        List<UUID> ofRun = new ArrayList<>();
        List<String> named = new ArrayList<>();
        tests.forEach((run, ids) -> ids.forEach(id -> {
            ofRun.add(run);
            named.add(id);
        }));
        jdbc.query(
                """
                SELECT t.run_id, t.test_id, t.name, t.version, t.quarantined, t.started
                  FROM public.outbound_test t JOIN unnest(?::uuid[], ?::text[]) AS asked (run_id, test_id) USING (run_id, test_id)""",
                row -> {
                    of(runs, row)
                            .remembered(
                                    row.getString(2),
                                    new ToldRun.Test(
                                            row.getString(3), row.getLong(4), row.getBoolean(5), row.getBoolean(6)));
                },
                ofRun.toArray(UUID[]::new),
                named.toArray(String[]::new));
        return runs;
    }

    private static ToldRun of(Map<UUID, ToldRun> runs, ResultSet row) throws SQLException {
        return Objects.requireNonNull(runs.get(row.getObject(1, UUID.class)));
    }

    void save(Collection<ToldRun> runs) {
        List<Object[]> open = new ArrayList<>();
        List<Object[]> tests = new ArrayList<>();
        List<Object[]> finished = new ArrayList<>();
        for (ToldRun run : runs) {
            if (run.finished) {
                finished.add(new Object[] {run.id});
                continue;
            }
            ToldRun.Launch launch = run.launch;
            open.add(new Object[] {
                run.id,
                run.sequence,
                launch == null ? null : launch.campaignId(),
                launch == null ? null : launch.campaignName(),
                launch == null ? null : launch.name(),
                launch == null ? null : launch.environment()
            });
            run.changes()
                    .forEach((id, test) -> tests.add(
                            new Object[] {run.id, id, test.name(), test.version(), test.quarantined(), test.started()
                            }));
        }
        jdbc.batchUpdate("""
                INSERT INTO public.outbound_run (run_id, sequence, campaign_id, campaign_name, name, environment) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (run_id) DO UPDATE SET sequence = excluded.sequence, campaign_id = excluded.campaign_id,
                       campaign_name = excluded.campaign_name, name = excluded.name, environment = excluded.environment""", open);
        jdbc.batchUpdate("""
                INSERT INTO public.outbound_test (run_id, test_id, name, version, quarantined, started) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (run_id, test_id) DO UPDATE SET name = excluded.name, version = excluded.version,
                       quarantined = excluded.quarantined, started = excluded.started""", tests);
        jdbc.batchUpdate("DELETE FROM public.outbound_test WHERE run_id = ?", finished);
        jdbc.batchUpdate("DELETE FROM public.outbound_run WHERE run_id = ?", finished);
    }
}
