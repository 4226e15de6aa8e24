package io.vigie.report.cases;

import io.vigie.report.history.Moment;
import io.vigie.report.history.Moments;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    /** The newest attempt of the test of a row {@code counted}, at the event that is the parameter. */
    private static final String NEWEST_THEN =
            "(SELECT coalesce(max(begun.attempt), 1) FROM test_attempt begun WHERE begun.run_id = counted.run_id"
                    + " AND begun.test_id = counted.test_id AND begun.begun_in <= ?)";

    private final JdbcTemplate jdbc;
    private final KnownRuns runs;
    private final Moments moments;
    private final AsOfs asOfs;

    Cases(JdbcTemplate jdbc, KnownRuns runs, Moments moments, AsOfs asOfs) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.moments = moments;
        this.asOfs = asOfs;
    }

    private Optional<CaseCounts> ofRun(UUID run) {
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

    /**
     * The cases in the newest attempts of all tests of a run, or nothing when there are none.
     *
     * @param at the moment that is meant, or now
     */
    public Optional<CaseCounts> ofRun(UUID run, @Nullable Moment at) {
        if (at == null) {
            return ofRun(run);
        }
        Totals totals = new Totals();
        long last = at.sequence();
        jdbc.query(
                "SELECT coalesce(sum(passed), 0) AS passed, coalesce(sum(failed), 0) AS failed,"
                        + " coalesce(sum(broken), 0) AS broken, coalesce(sum(skipped), 0) AS skipped"
                        + " FROM case_count counted WHERE run_id = ? AND last_in <= ? AND attempt = " + NEWEST_THEN,
                row -> {
                    totals.add(counts(row));
                },
                run,
                last,
                last);
        jdbc.query(
                "SELECT test_id, attempt FROM case_count counted WHERE run_id = ? AND first_in <= ? AND last_in > ? AND attempt = "
                        + NEWEST_THEN,
                row -> {
                    totals.add(soFar(run, row.getString("test_id"), row.getInt("attempt"), last));
                },
                run,
                last,
                last,
                last);
        return totals.toCounts();
    }

    private static final class Totals {

        private int passed;
        private int failed;
        private int broken;
        private int skipped;

        void add(CaseCounts more) {
            passed += more.passed();
            failed += more.failed();
            broken += more.broken();
            skipped += more.skipped();
        }

        Optional<CaseCounts> toCounts() {
            CaseCounts counts = CaseCounts.of(passed, failed, broken, skipped);
            return counts.total() > 0 ? Optional.of(counts) : Optional.empty();
        }
    }

    /**
     * The cases in an attempt of each of these tests that has any.
     *
     * @param attempts of each test the newest one, at the moment that is meant
     */
    public Map<String, CaseCounts> ofTests(UUID run, Map<String, Integer> attempts, @Nullable Moment at) {
        Map<String, CaseCounts> counts = new HashMap<>();
        if (!attempts.isEmpty()) {
            jdbc.query(
                    "SELECT * FROM case_count WHERE run_id = ? AND test_id = ANY (?) AND first_in <= ?",
                    statement -> {
                        statement.setObject(1, run);
                        statement.setArray(
                                2,
                                statement
                                        .getConnection()
                                        .createArrayOf("text", attempts.keySet().toArray()));
                        statement.setLong(3, Moment.lastEvent(at));
                    },
                    row -> {
                        String test = row.getString("test_id");
                        if (attempts.getOrDefault(test, 0) == row.getInt("attempt")) {
                            counts.put(test, countsThen(run, row, at));
                        }
                    });
        }
        return counts;
    }

    /** The cases of each attempt of a test that has any. */
    public Map<Integer, CaseCounts> ofAttempts(UUID run, String test, @Nullable Moment at) {
        Map<Integer, CaseCounts> counts = new HashMap<>();
        jdbc.query(
                "SELECT * FROM case_count WHERE run_id = ? AND test_id = ? AND first_in <= ?",
                row -> {
                    counts.put(row.getInt("attempt"), countsThen(run, row, at));
                },
                run,
                test,
                Moment.lastEvent(at));
        return counts;
    }

    /** What was counted up to a moment; the stored number is that of now. */
    private CaseCounts countsThen(UUID run, ResultSet row, @Nullable Moment at) throws SQLException {
        long last = Moment.lastEvent(at);
        return row.getLong("last_in") <= last
                ? counts(row)
                : soFar(run, row.getString("test_id"), row.getInt("attempt"), last);
    }

    private CaseCounts soFar(UUID run, String test, int attempt, long last) {
        return jdbc.query(
                        "SELECT count(*) FILTER (WHERE outcome = 'passed') AS passed, count(*) FILTER (WHERE outcome = 'failed') AS failed,"
                                + " count(*) FILTER (WHERE outcome NOT IN ('passed', 'failed', 'skipped')) AS broken,"
                                + " count(*) FILTER (WHERE outcome = 'skipped') AS skipped"
                                + " FROM case_result WHERE run_id = ? AND test_id = ? AND attempt = ? AND told_in <= ?",
                        (row, number) -> counts(row),
                        run,
                        test,
                        attempt,
                        last)
                .getFirst();
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
     * @param moment whose cases are wanted, or now
     */
    Optional<CasePage> page(
            UUID run,
            String test,
            @Nullable Integer attempt,
            int after,
            int limit,
            @Nullable String outcome,
            @Nullable String moment) {
        return runs.find(run, head -> {
            Moment at = moments.of(head, moment);
            return newestAttempt(run, test, at).map(newest -> {
                int wanted = attempt == null ? newest : attempt;
                List<CasePage.Case> found = cases(run, test, wanted, after, limit + 1, outcome, at);
                boolean more = found.size() > limit;
                List<CasePage.Case> given = more ? found.subList(0, limit) : found;
                return new CasePage(
                        test,
                        wanted,
                        ofAttempts(run, test, at).getOrDefault(wanted, NONE),
                        given,
                        more ? next(run, test, wanted, given.getLast().number(), limit, outcome, at) : null,
                        at,
                        asOfs.of(run, head.sequence()));
            });
        });
    }

    private Optional<Integer> newestAttempt(UUID run, String test, @Nullable Moment at) {
        if (at != null) {
            return jdbc
                    .queryForList(
                            "SELECT " + NEWEST_THEN + " FROM test_result counted WHERE run_id = ? AND test_id = ?",
                            Integer.class,
                            at.sequence(),
                            run,
                            test)
                    .stream()
                    .findFirst();
        }
        return jdbc
                .queryForList(
                        "SELECT attempt FROM test_result WHERE run_id = ? AND test_id = ?", Integer.class, run, test)
                .stream()
                .findFirst();
    }

    private List<CasePage.Case> cases(
            UUID run, String test, int attempt, int after, int limit, @Nullable String outcome, @Nullable Moment at) {
        return jdbc.query(
                "SELECT * FROM case_result WHERE run_id = ? AND test_id = ? AND attempt = ? AND number > ? AND told_in <= ?"
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
                Moment.lastEvent(at),
                outcome,
                outcome,
                limit);
    }

    private static CasePage.Next next(
            UUID run, String test, int attempt, int after, int limit, @Nullable String outcome, @Nullable Moment at) {
        String url = "/api/rapports/%s/tests/%s/cases?attempt=%d&after=%d&limit=%d"
                .formatted(run, test, attempt, after, limit);
        return new CasePage.Next(after, (outcome == null ? url : url + "&outcome=" + outcome) + Moment.inAddress(at));
    }
}
