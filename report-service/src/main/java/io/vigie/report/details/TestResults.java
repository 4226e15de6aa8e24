package io.vigie.report.details;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.vigie.report.artifacts.Artifacts;
import io.vigie.report.cases.CaseCounts;
import io.vigie.report.cases.Cases;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

/** Reads tests and their logs. */
@Service
public class TestResults {

    /** How many lines of a test that still runs a list shows. */
    private static final int LIVE_LINES = 100;

    /** How many running tests of one answer show their lines so far: a run has as many as it has slots. */
    private static final int LIVE_TESTS = 50;

    /** How many lines a page that stands alone shows. */
    private static final int DOCUMENT_LINES = 1_000;

    /** How many artifacts a test shows at once. */
    private static final int ARTIFACTS_INLINE = 100;

    private final TestRows rows;
    private final LogLines logs;
    private final Cases cases;
    private final Artifacts artifacts;
    private final KnownRuns runs;
    private final AsOfs asOfs;

    TestResults(TestRows rows, LogLines logs, Cases cases, Artifacts artifacts, KnownRuns runs, AsOfs asOfs) {
        this.rows = rows;
        this.logs = logs;
        this.cases = cases;
        this.artifacts = artifacts;
        this.runs = runs;
        this.asOfs = asOfs;
    }

    /** @param next absent when there are no more */
    public record Slice(List<TestSummary> tests, @Nullable TestCursor next) {}

    /**
     * Tests in the campaign's order. Must be called in a transaction of {@link ProjectionSchemas}.
     *
     * @param after the position before the first one wanted, 0 for the start
     * @param status only tests with this status, or all
     */
    public Slice slice(UUID run, int after, int limit, @Nullable String status) {
        List<TestRow> found = status == null
                ? rows.after(run, after, Limit.of(limit + 1))
                : rows.after(run, after, status, Limit.of(limit + 1));
        boolean more = found.size() > limit;
        List<TestRow> given = more ? found.subList(0, limit) : found;
        Map<String, CaseCounts> counts =
                cases.ofTests(run, given.stream().map(row -> row.testId).toList());
        List<TestSummary> tests = new ArrayList<>(given.size());
        int live = 0;
        for (TestRow row : given) {
            boolean shown = row.status.equals(TestStatus.RUNNING) && live++ < LIVE_TESTS;
            tests.add(summary(row, shown, counts.get(row.testId)));
        }
        return new Slice(tests, more ? cursor(run, given.getLast().position, limit, status) : null);
    }

    private static TestCursor cursor(UUID run, int after, int limit, @Nullable String status) {
        String url = "/api/rapports/%s/tests?after=%d&limit=%d".formatted(run, after, limit);
        return new TestCursor(after, status == null ? url : url + "&status=" + status);
    }

    private TestSummary summary(TestRow row, boolean live, @Nullable CaseCounts counts) {
        String text = row.logs;
        if (text == null) {
            text = live ? linesSoFar(row) : "";
        }
        return new TestSummary(
                row.testId,
                row.status,
                text,
                row.name,
                row.position,
                row.outcome,
                row.durationMs,
                row.attempt,
                row.message,
                row.logLines,
                row.quarantined,
                row.status.equals(TestStatus.PENDING) ? row.queuedFor : null,
                row.status.equals(TestStatus.PENDING) ? row.queuedAt : null,
                counts);
    }

    private String linesSoFar(TestRow row) {
        return logs.after(row.runId, row.testId, row.attempt, 0, LIVE_LINES).stream()
                .map(LogPage.Line::line)
                .collect(joining("\n"));
    }

    /** Some tests of a run; a run that was launched just now is waited for. */
    Optional<TestPage> find(UUID run, int after, int limit, @Nullable String status) {
        return runs.find(run, head -> {
            Slice slice = slice(run, after, limit, status);
            return Optional.of(new TestPage(slice.tests(), slice.next(), asOfs.of(run, head.sequence())));
        });
    }

    /** One test; waited for when its run was launched just now. */
    Optional<TestDetail> find(UUID run, String test) {
        return runs.find(
                run,
                head -> rows.findByRunIdAndTestId(run, test).map(row -> {
                    Map<Integer, List<ActionRow>> actions =
                            rows.actions(run, test).stream().collect(groupingBy(action -> action.attempt));
                    Map<String, String> outputs = row.outputs;
                    Map<Integer, CaseCounts> counts = cases.ofAttempts(run, test);
                    return new TestDetail(
                            summary(row, row.status.equals(TestStatus.RUNNING), counts.get(row.attempt)),
                            row.startedAt,
                            row.finishedAt,
                            outputs == null ? Map.of() : outputs,
                            rows.attempts(run, test).stream()
                                    .map(attempt -> attempt(
                                            attempt,
                                            counts.get(attempt.attempt),
                                            actions.getOrDefault(attempt.attempt, List.of())))
                                    .toList(),
                            artifacts.first(run, test, ARTIFACTS_INLINE),
                            asOfs.of(run, head.sequence()));
                }));
    }

    private static TestDetail.Attempt attempt(AttemptRow row, @Nullable CaseCounts counts, List<ActionRow> actions) {
        return new TestDetail.Attempt(
                row.attempt,
                row.reason,
                row.queuedAt,
                row.workerId,
                row.startedAt,
                row.finishedAt,
                row.lostAt,
                row.outcome,
                row.durationMs,
                row.message,
                row.logLines,
                row.logDigest,
                counts,
                actions.stream()
                        .map(action -> new TestDetail.Action(
                                action.index,
                                action.count,
                                action.type,
                                action.outcome,
                                action.durationMs,
                                action.message))
                        .toList());
    }

    /**
     * One test as a page of HTML that stands alone; waited for when its run was launched just now.
     *
     * @param error why the run itself broke, absent when it did not
     */
    public Optional<String> document(UUID run, String test, @Nullable String error, Locale locale) {
        return find(run, test)
                .flatMap(detail -> lastLines(run, test)
                        .map(lines -> TestDocument.of(run, detail, lines, error, locale, logs.zone())));
    }

    private Optional<LogPage> lastLines(UUID run, String test) {
        return logs(run, test, null, 0, 1)
                .flatMap(first ->
                        logs(run, test, first.attempt(), Math.max(0, first.total() - DOCUMENT_LINES), DOCUMENT_LINES));
    }

    /** @param attempt which one, or the newest */
    Optional<LogPage> logs(UUID run, String test, @Nullable Integer attempt, int after, int limit) {
        return runs.find(
                run,
                head -> rows.findByRunIdAndTestId(run, test).map(row -> {
                    int wanted = attempt == null ? row.attempt : attempt;
                    int total = logs.count(run, test, wanted);
                    List<LogPage.Line> lines = logs.after(run, test, wanted, after, limit);
                    int last = lines.isEmpty() ? after : lines.getLast().n();
                    return new LogPage(
                            test,
                            wanted,
                            lines,
                            last < total && !lines.isEmpty() ? last : null,
                            total,
                            asOfs.of(run, head.sequence()));
                }));
    }
}
