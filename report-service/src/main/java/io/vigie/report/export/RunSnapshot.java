package io.vigie.report.export;

import static io.vigie.report.projection.Columns.instant;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.wire.MessageJson;
import java.io.IOException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import tools.jackson.core.type.TypeReference;

/**
 * Reads a run out of the rows, page by page, each page by a range of an index. Lives within one transaction of
 * {@link io.vigie.report.projection.ProjectionSchemas}, whose snapshot all pages are of.
 */
final class RunSnapshot implements ExportedRun {

    /** How many tests are in memory at once. */
    private static final int TESTS = 250;

    private static final int CASES = 1_000;

    /** How many segments of logs are in memory at once. */
    private static final int SEGMENTS = 50;

    /** How much of the end of a log is read: as many segments as that takes, and never more than {@link #TAIL_SEGMENTS}. */
    private static final int TAIL_CHARACTERS = 20_000;

    private static final int TAIL_SEGMENTS = 20;

    /** How many lines of the end of a log are given. */
    private static final int TAIL_LINES = 100;

    private static final String FLAKY =
            "t.outcome = 'passed' AND EXISTS (SELECT 1 FROM test_attempt a WHERE a.run_id = t.run_id"
                    + " AND a.test_id = t.test_id AND a.attempt < t.attempt AND a.outcome IS NOT NULL)";

    private static final String TELLING =
            "(t.status = 'running' OR t.outcome NOT IN ('passed', 'skipped') OR " + FLAKY + ")";

    private static final String HAS_CASES =
            "EXISTS (SELECT 1 FROM case_count c WHERE c.run_id = t.run_id AND c.test_id = t.test_id"
                    + " AND c.attempt = t.attempt)";

    private static final String COUNTS = """
        SELECT t.outcome, c.run_id IS NOT NULL AS has_cases, coalesce(c.failed + c.broken > 0, false) AS has_failing_cases,
            count(*) AS tests, coalesce(sum(c.passed), 0) AS passed, coalesce(sum(c.failed), 0) AS failed,
            coalesce(sum(c.broken), 0) AS broken, coalesce(sum(c.skipped), 0) AS skipped,
            count(*) FILTER (WHERE t.quarantined AND t.outcome NOT IN ('passed', 'skipped')) AS quarantined,
            count(*) FILTER (WHERE %s) AS flaky
        FROM test_result t LEFT JOIN case_count c USING (run_id, test_id, attempt)
        WHERE t.run_id = ? GROUP BY 1, 2, 3
        """.formatted(FLAKY);

    private static final String PAGE = """
        SELECT t.*, c.passed, c.failed, c.broken, c.skipped, %s AS telling
        FROM test_result t LEFT JOIN case_count c USING (run_id, test_id, attempt)
        WHERE t.run_id = ? AND (t.position, t.test_id) > (?, ?) AND %s
        ORDER BY t.position, t.test_id LIMIT ?
        """;

    private static final String ATTEMPTS =
            "SELECT * FROM test_attempt WHERE run_id = ? AND test_id = ANY (?) ORDER BY test_id, attempt";

    private static final String ACTIONS =
            "SELECT * FROM action_result WHERE run_id = ? AND test_id = ANY (?) ORDER BY test_id, attempt, index";

    private static final String FILES =
            "SELECT * FROM artifact WHERE run_id = ? AND test_id = ANY (?) ORDER BY test_id, attempt, number";

    /** The segments that count: of the worker that started the attempt, once that is known, and those that nobody signed. */
    private static final String COUNTING = """
        (s.worker_id = '' OR s.worker_id = coalesce((SELECT a.worker_id FROM test_attempt a WHERE a.run_id = s.run_id
            AND a.test_id = s.test_id AND a.attempt = s.attempt), s.worker_id))\
        """;

    private static final String TAILS = """
        SELECT wanted.test_id, last.first_line, last.lines
        FROM test_result wanted CROSS JOIN LATERAL (
            SELECT first_line, lines, sum(length(lines)) OVER (ORDER BY first_line DESC ROWS UNBOUNDED PRECEDING) AS so_far
            FROM (SELECT s.first_line, s.lines FROM log_segment s
                WHERE s.run_id = wanted.run_id AND s.test_id = wanted.test_id AND s.attempt = wanted.attempt AND %s
                ORDER BY s.first_line DESC LIMIT ?) newest
        ) last
        WHERE wanted.run_id = ? AND wanted.test_id = ANY (?) AND last.so_far - length(last.lines) < ?
        ORDER BY wanted.test_id, last.first_line
        """.formatted(COUNTING);

    private static final String LOGS = """
        SELECT s.test_id, s.attempt, s.first_line, s.worker_id, s.lines, a.log_digest
        FROM log_segment s LEFT JOIN test_attempt a USING (run_id, test_id, attempt)
        WHERE run_id = ? AND (s.test_id, s.attempt, s.first_line, s.worker_id) > (?, ?, ?, ?)
            AND (s.worker_id = '' OR a.worker_id IS NULL OR s.worker_id = a.worker_id)
        ORDER BY s.test_id, s.attempt, s.first_line, s.worker_id LIMIT ?
        """;

    private static final TypeReference<Map<String, String>> OUTPUTS = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final RunFacts facts;
    private final RunCounts counts;
    private final List<String> vouching;
    private final Runnable pageBegins;

    /** @param pageBegins called before each page is read; an exception of its ends the export */
    RunSnapshot(JdbcTemplate jdbc, RunFacts facts, List<String> vouching, Runnable pageBegins) {
        this.jdbc = jdbc;
        this.facts = facts;
        this.vouching = List.copyOf(vouching);
        this.pageBegins = pageBegins;
        this.counts = readCounts();
    }

    @Override
    public RunFacts facts() {
        return facts;
    }

    @Override
    public RunCounts counts() {
        return counts;
    }

    @Override
    public List<String> vouching() {
        return vouching;
    }

    private RunCounts readCounts() {
        List<RunCounts.Group> groups = new ArrayList<>();
        int[] flaky = new int[1];
        int[] quarantined = new int[1];
        jdbc.query(
                COUNTS,
                row -> {
                    groups.add(new RunCounts.Group(
                            outcome(row.getString("outcome")),
                            row.getBoolean("has_cases"),
                            row.getBoolean("has_failing_cases"),
                            row.getInt("tests"),
                            cases(row)));
                    flaky[0] += row.getInt("flaky");
                    quarantined[0] += row.getInt("quarantined");
                },
                facts.run());
        return new RunCounts(groups, flaky[0], quarantined[0]);
    }

    private static RunCounts.Cases cases(ResultSet row) throws SQLException {
        return new RunCounts.Cases(
                row.getInt("passed"), row.getInt("failed"), row.getInt("broken"), row.getInt("skipped"));
    }

    @Override
    public void tests(Selection selection, Reader<TestFacts> reader) throws IOException {
        String page = PAGE.formatted(
                TELLING,
                switch (selection) {
                    case ALL -> "true";
                    case WITHOUT_CASES -> "NOT " + HAS_CASES;
                    case WITH_CASES -> HAS_CASES;
                    case TELLING -> TELLING;
                    case QUIET -> "(" + TELLING + ") IS NOT TRUE";
                });
        int position = 0;
        String test = "";
        while (true) {
            pageBegins.run();
            List<Row> rows = jdbc.query(page, (row, number) -> Row.of(row), facts.run(), position, test, TESTS);
            for (TestFacts facts : complete(rows)) {
                reader.read(facts);
            }
            if (rows.size() < TESTS) {
                return;
            }
            position = rows.getLast().position();
            test = rows.getLast().id();
        }
    }

    /** A row of {@code test_result} before its attempts are known. */
    private record Row(
            String id,
            int position,
            @Nullable String name,
            @Nullable Long version,
            boolean quarantined,
            String status,
            @Nullable Outcome outcome,
            int attempt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Long durationMs,
            @Nullable String message,
            @Nullable String log,
            @Nullable Integer logLines,
            @Nullable String logDigest,
            Map<String, String> outputs,
            RunCounts.Cases cases,
            boolean telling) {

        static Row of(ResultSet row) throws SQLException {
            String outputs = row.getString("outputs");
            return new Row(
                    row.getString("test_id"),
                    row.getInt("position"),
                    row.getString("name"),
                    number(row, "version"),
                    row.getBoolean("quarantined"),
                    row.getString("status"),
                    RunSnapshot.outcome(row.getString("outcome")),
                    row.getInt("attempt"),
                    instant(row, "started_at"),
                    instant(row, "finished_at"),
                    number(row, "duration_ms"),
                    row.getString("message"),
                    row.getString("logs"),
                    count(row, "log_lines"),
                    row.getString("log_digest"),
                    outputs == null ? Map.of() : MessageJson.mapper().readValue(outputs, OUTPUTS),
                    RunSnapshot.cases(row),
                    row.getBoolean("telling"));
        }

        TestFacts with(List<LogEntry> tail, List<TestFacts.Attempt> attempts, List<TestFacts.File> files) {
            return new TestFacts(
                    id,
                    position,
                    name,
                    version,
                    quarantined,
                    status,
                    outcome,
                    attempt,
                    startedAt,
                    finishedAt,
                    durationMs,
                    message,
                    log,
                    logLines,
                    logDigest,
                    outputs,
                    tail,
                    attempts,
                    files,
                    cases);
        }
    }

    private List<TestFacts> complete(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Object[] ids = rows.stream().map(Row::id).toArray();
        Map<String, Map<Integer, List<TestFacts.Action>>> actions = new HashMap<>();
        jdbc.query(ACTIONS, ofTests(ids), row -> {
            actions.computeIfAbsent(row.getString("test_id"), test -> new HashMap<>())
                    .computeIfAbsent(row.getInt("attempt"), attempt -> new ArrayList<>())
                    .add(action(row));
        });
        Map<String, List<TestFacts.Attempt>> attempts = new HashMap<>();
        jdbc.query(ATTEMPTS, ofTests(ids), row -> {
            String test = row.getString("test_id");
            attempts.computeIfAbsent(test, key -> new ArrayList<>())
                    .add(attempt(
                            row, actions.getOrDefault(test, Map.of()).getOrDefault(row.getInt("attempt"), List.of())));
        });
        Map<String, List<TestFacts.File>> files = new HashMap<>();
        jdbc.query(FILES, ofTests(ids), row -> {
            files.computeIfAbsent(row.getString("test_id"), test -> new ArrayList<>())
                    .add(file(row));
        });
        Map<String, List<LogEntry>> tails =
                tails(rows.stream().filter(Row::telling).map(Row::id).toArray());
        return rows.stream()
                .map(row -> row.with(
                        tails.getOrDefault(row.id(), row.telling() ? sentences() : List.of()),
                        attempts.getOrDefault(row.id(), List.of()),
                        files.getOrDefault(row.id(), List.of())))
                .toList();
    }

    private PreparedStatementSetter ofTests(Object[] ids) {
        return statement -> {
            statement.setObject(1, facts.run());
            statement.setArray(2, statement.getConnection().createArrayOf("text", ids));
        };
    }

    private static TestFacts.Action action(ResultSet row) throws SQLException {
        return new TestFacts.Action(
                row.getInt("index"),
                row.getInt("count"),
                row.getString("type"),
                Outcome.valueOf(word(row.getString("outcome"))),
                row.getLong("duration_ms"),
                row.getString("message"));
    }

    private static TestFacts.Attempt attempt(ResultSet row, List<TestFacts.Action> actions) throws SQLException {
        return new TestFacts.Attempt(
                row.getInt("attempt"),
                row.getString("reason"),
                row.getString("worker_id"),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                instant(row, "lost_at"),
                outcome(row.getString("outcome")),
                number(row, "duration_ms"),
                row.getString("message"),
                row.getString("logs"),
                count(row, "log_lines"),
                row.getString("log_digest"),
                actions);
    }

    private static TestFacts.File file(ResultSet row) throws SQLException {
        return new TestFacts.File(
                row.getInt("attempt"),
                row.getInt("number"),
                row.getString("name"),
                row.getString("media_type"),
                row.getLong("size"),
                row.getString("sha256"),
                row.getString("storage_key"));
    }

    /** Where the end of a log would be: an empty one would say that nothing was ever written. */
    private List<LogEntry> sentences() {
        List<LogEntry> sentences = new ArrayList<>();
        facts.gone()
                .forEach(sentence -> sentences.add(new LogEntry(
                        sentences.size() + 1, facts.until(), "warn", sentence.fr() + " / " + sentence.en())));
        return sentences;
    }

    private Map<String, List<LogEntry>> tails(Object[] ids) {
        Map<String, List<LogEntry>> tails = new HashMap<>();
        if (ids.length == 0) {
            return tails;
        }
        jdbc.query(
                TAILS,
                statement -> {
                    statement.setInt(1, TAIL_SEGMENTS);
                    statement.setObject(2, facts.run());
                    Array wanted = statement.getConnection().createArrayOf("text", ids);
                    statement.setArray(3, wanted);
                    statement.setInt(4, TAIL_CHARACTERS);
                },
                row -> {
                    List<LogEntry> tail = tails.computeIfAbsent(row.getString(1), test -> new ArrayList<>());
                    int last = tail.isEmpty() ? 0 : tail.getLast().number();
                    addLines(row.getInt(2), row.getString(3), last, tail::add);
                    trim(tail);
                });
        return tails;
    }

    /** A page has many tails: none is longer than what is given of it. */
    private static void trim(List<LogEntry> tail) {
        int kept = tail.size();
        int characters = 0;
        while (kept > 0 && tail.size() - kept < TAIL_LINES && characters < TAIL_CHARACTERS) {
            kept--;
            characters += tail.get(kept).text().length();
        }
        tail.subList(0, kept).clear();
    }

    /** Segments may overlap: each line is given once, the first that is found. */
    private static <E extends Exception> int addLines(int firstLine, String lines, int last, Lines<E> to) throws E {
        LogLine[] content = MessageJson.mapper().readValue(lines, LogLine[].class);
        int newest = last;
        for (int i = 0; i < content.length; i++) {
            int number = firstLine + i;
            if (number > newest) {
                LogLine line = content[i];
                to.add(new LogEntry(number, line.at(), line.level().toString(), line.text()));
                newest = number;
            }
        }
        return newest;
    }

    @FunctionalInterface
    private interface Lines<E extends Exception> {
        void add(LogEntry line) throws E;
    }

    private record Segment(Log log, int firstLine, String worker, String lines) {}

    @Override
    public void logs(LogReader reader) throws IOException {
        Segment before = new Segment(new Log("", 0, null), 0, "", "");
        int last = 0;
        while (true) {
            pageBegins.run();
            List<Segment> segments = jdbc.query(
                    LOGS,
                    (row, number) -> new Segment(
                            new Log(row.getString("test_id"), row.getInt("attempt"), row.getString("log_digest")),
                            row.getInt("first_line"),
                            row.getString("worker_id"),
                            row.getString("lines")),
                    facts.run(),
                    before.log().test(),
                    before.log().attempt(),
                    before.firstLine(),
                    before.worker(),
                    SEGMENTS);
            for (Segment segment : segments) {
                Log log = segment.log();
                last = addLines(
                        segment.firstLine(), segment.lines(), log.equals(before.log()) ? last : 0, (Lines<IOException>)
                                line -> reader.read(log, line));
                before = segment;
            }
            if (segments.size() < SEGMENTS) {
                return;
            }
        }
    }

    @Override
    public void cases(String test, int attempt, Reader<CaseFacts> reader) throws IOException {
        int after = 0;
        while (true) {
            pageBegins.run();
            List<CaseFacts> found = jdbc.query(
                    "SELECT * FROM case_result WHERE run_id = ? AND test_id = ? AND attempt = ? AND number > ?"
                            + " ORDER BY number LIMIT ?",
                    (row, number) -> new CaseFacts(
                            row.getInt("number"),
                            row.getString("suite"),
                            row.getString("name"),
                            Outcome.valueOf(word(row.getString("outcome"))),
                            row.getLong("duration_ms"),
                            row.getString("message")),
                    facts.run(),
                    test,
                    attempt,
                    after,
                    CASES);
            for (CaseFacts one : found) {
                reader.read(one);
            }
            if (found.size() < CASES) {
                return;
            }
            after = found.getLast().number();
        }
    }

    static @Nullable Outcome outcome(@Nullable String word) {
        return word == null ? null : Outcome.valueOf(word(word));
    }

    private static String word(String outcome) {
        return outcome.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Integer count(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? null : value;
    }
}
