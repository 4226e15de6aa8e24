package io.vigie.report.cases;

import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Reads cases and how many there are. The counts must be asked in a transaction of {@link ProjectionSchemas}. */
@Service
public class Cases {

    private static final CaseCounts NONE = CaseCounts.of(0, 0, 0, 0);

    private final JdbcTemplate jdbc;
    private final KnownRuns runs;
    private final AsOfs asOfs;

    Cases(JdbcTemplate jdbc, KnownRuns runs, AsOfs asOfs) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.asOfs = asOfs;
    }

    /** The cases in the newest attempts of all tests of a run, or nothing when there are none. */
    public Optional<CaseCounts> ofRun(UUID run) {
        return jdbc
                .query(
                        "SELECT coalesce(sum(passed), 0) AS passed, coalesce(sum(failed), 0) AS failed,"
                                + " coalesce(sum(broken), 0) AS broken, coalesce(sum(skipped), 0) AS skipped"
                                + " FROM case_count JOIN test_result USING (run_id, test_id, attempt) WHERE run_id = ?",
                        (row, number) -> counts(row),
                        run)
                .stream()
                .filter(counts -> counts.total() > 0)
                .findFirst();
    }

    /** The cases in the newest attempt of each of these tests that has any. */
    public Map<String, CaseCounts> ofTests(UUID run, Collection<String> tests) {
        Map<String, CaseCounts> counts = new HashMap<>();
        if (!tests.isEmpty()) {
            jdbc.query(
                    "SELECT counted.* FROM case_count counted JOIN test_result USING (run_id, test_id, attempt)"
                            + " WHERE run_id = ? AND test_id = ANY (?)",
                    statement -> {
                        statement.setObject(1, run);
                        statement.setArray(2, statement.getConnection().createArrayOf("text", tests.toArray()));
                    },
                    row -> {
                        counts.put(row.getString("test_id"), counts(row));
                    });
        }
        return counts;
    }

    /** The cases of each attempt of a test that has any. */
    public Map<Integer, CaseCounts> ofAttempts(UUID run, String test) {
        Map<Integer, CaseCounts> counts = new HashMap<>();
        jdbc.query(
                "SELECT * FROM case_count WHERE run_id = ? AND test_id = ?",
                row -> {
                    counts.put(row.getInt("attempt"), counts(row));
                },
                run,
                test);
        return counts;
    }

    private static CaseCounts counts(ResultSet row) throws SQLException {
        return CaseCounts.of(row.getInt("passed"), row.getInt("failed"), row.getInt("broken"), row.getInt("skipped"));
    }

    /**
     * Some cases of a test, or nothing when there is no such test; waited for when its run was launched just now.
     *
     * @param attempt which one, or the newest
     * @param after the number before the first one wanted, 0 for the start
     * @param outcome only cases with this outcome, or all
     */
    Optional<CasePage> page(
            UUID run, String test, @Nullable Integer attempt, int after, int limit, @Nullable String outcome) {
        return runs.find(
                run,
                head -> newestAttempt(run, test).map(newest -> {
                    int wanted = attempt == null ? newest : attempt;
                    List<CasePage.Case> found = cases(run, test, wanted, after, limit + 1, outcome);
                    boolean more = found.size() > limit;
                    List<CasePage.Case> given = more ? found.subList(0, limit) : found;
                    return new CasePage(
                            test,
                            wanted,
                            ofAttempts(run, test).getOrDefault(wanted, NONE),
                            given,
                            more ? next(run, test, wanted, given.getLast().number(), limit, outcome) : null,
                            asOfs.of(run, head.sequence()));
                }));
    }

    private Optional<Integer> newestAttempt(UUID run, String test) {
        return jdbc
                .queryForList(
                        "SELECT attempt FROM test_result WHERE run_id = ? AND test_id = ?", Integer.class, run, test)
                .stream()
                .findFirst();
    }

    private List<CasePage.Case> cases(
            UUID run, String test, int attempt, int after, int limit, @Nullable String outcome) {
        return jdbc.query(
                "SELECT * FROM case_result WHERE run_id = ? AND test_id = ? AND attempt = ? AND number > ?"
                        + " AND (?::text IS NULL OR outcome = ?) ORDER BY number LIMIT ?",
                (row, number) -> new CasePage.Case(
                        row.getInt("number"),
                        row.getString("suite"),
                        row.getString("name"),
                        row.getString("outcome"),
                        row.getLong("duration_ms"),
                        row.getString("message"),
                        attempt),
                run,
                test,
                attempt,
                after,
                outcome,
                outcome,
                limit);
    }

    private static CasePage.Next next(
            UUID run, String test, int attempt, int after, int limit, @Nullable String outcome) {
        String url = "/api/rapports/%s/tests/%s/cases?attempt=%d&after=%d&limit=%d"
                .formatted(run, test, attempt, after, limit);
        return new CasePage.Next(after, outcome == null ? url : url + "&outcome=" + outcome);
    }
}
