package io.vigie.report.details;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.vigie.contracts.Kept;
import io.vigie.report.artifacts.Artifacts;
import io.vigie.report.cases.CaseCounts;
import io.vigie.report.cases.Cases;
import io.vigie.report.history.Moment;
import io.vigie.report.history.Moments;
import io.vigie.report.projection.AsOfs;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.Removal;
import io.vigie.report.projection.Removals;
import io.vigie.report.projection.RunHead;
import java.util.ArrayList;
import java.util.HashMap;
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
    private final EarlierTests earlier;
    private final Moments moments;
    private final LogLines logs;
    private final Cases cases;
    private final Artifacts artifacts;
    private final KnownRuns runs;
    private final AsOfs asOfs;

    TestResults(
            TestRows rows,
            EarlierTests earlier,
            Moments moments,
            LogLines logs,
            Cases cases,
            Artifacts artifacts,
            KnownRuns runs,
            AsOfs asOfs) {
        this.rows = rows;
        this.earlier = earlier;
        this.moments = moments;
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
     * @param at the moment that is meant, or now
     */
    public Slice slice(UUID run, int after, int limit, @Nullable String status, @Nullable Moment at) {
        return slice(run, after, limit, status, true, at);
    }

    private Slice slice(
            UUID run, int after, int limit, @Nullable String status, boolean withLogs, @Nullable Moment at) {
        List<TestRow> found =
                at == null ? now(run, after, limit + 1, status) : earlier.after(run, after, status, limit + 1, at);
        boolean more = found.size() > limit;
        List<TestRow> given = more ? found.subList(0, limit) : found;
        Map<String, Integer> attempts = new HashMap<>();
        given.forEach(row -> attempts.put(row.testId, row.attempt));
        Map<String, CaseCounts> counts = cases.ofTests(run, attempts, at);
        List<TestSummary> tests = new ArrayList<>(given.size());
        int live = 0;
        for (TestRow row : given) {
            CaseCounts own = counts.get(row.testId);
            tests.add(
                    withLogs
                            ? summary(row, row.status.equals(TestStatus.RUNNING) && live++ < LIVE_TESTS, own, at)
                            : summary(row, "", own));
        }
        return new Slice(tests, more ? cursor(run, given.getLast().position, limit, status, withLogs, at) : null);
    }

    private List<TestRow> now(UUID run, int after, int limit, @Nullable String status) {
        return status == null
                ? rows.after(run, after, Limit.of(limit))
                : rows.after(run, after, status, Limit.of(limit));
    }

    private static TestCursor cursor(
            UUID run, int after, int limit, @Nullable String status, boolean withLogs, @Nullable Moment at) {
        String url = "/api/rapports/%s/tests?after=%d&limit=%d".formatted(run, after, limit)
                + (status == null ? "" : "&status=" + status)
                + (withLogs ? "" : "&logs=false");
        return new TestCursor(after, url + Moment.inAddress(at));
    }

    private TestSummary summary(TestRow row, boolean live, @Nullable CaseCounts counts, @Nullable Moment at) {
        String text = row.logs;
        if (text == null) {
            text = live ? linesSoFar(row, at) : "";
        }
        return summary(row, text, counts);
    }

    private static TestSummary summary(TestRow row, String text, @Nullable CaseCounts counts) {
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

    private String linesSoFar(TestRow row, @Nullable Moment at) {
        return logs.after(row.runId, row.testId, row.attempt, 0, LIVE_LINES).stream()
                .takeWhile(line -> at == null || at.knows(line.at()))
                .map(LogPage.Line::line)
                .collect(joining("\n"));
    }

    /** Some tests of a run; a run that was launched just now is waited for. */
    Optional<TestPage> find(
            UUID run, int after, int limit, @Nullable String status, boolean withLogs, @Nullable String moment) {
        return runs.find(run, head -> {
            Moment at = moments.of(head, moment);
            Slice slice = slice(run, after, limit, status, withLogs, at);
            return Optional.of(new TestPage(slice.tests(), slice.next(), at, asOfs.of(run, head.sequence())));
        });
    }

    /** One test; waited for when its run was launched just now. @param moment whose answer is wanted, or now */
    Optional<TestDetail> find(UUID run, String test, @Nullable String moment) {
        return runs.find(run, head -> {
            Moment at = moments.of(head, moment);
            return rows.findByRunIdAndTestId(run, test).map(row -> detail(inside(row, at), at, head));
        });
    }

    private EarlierTests.Inside inside(TestRow row, @Nullable Moment at) {
        return at == null
                ? new EarlierTests.Inside(
                        row, rows.attempts(row.runId, row.testId), rows.actions(row.runId, row.testId))
                : earlier.inside(row, at);
    }

    private TestDetail detail(EarlierTests.Inside inside, @Nullable Moment at, RunHead head) {
        TestRow row = inside.test();
        UUID run = row.runId;
        Map<Integer, List<ActionRow>> actions = inside.actions().stream().collect(groupingBy(action -> action.attempt));
        Map<String, String> outputs = row.outputs;
        Map<Integer, CaseCounts> counts = cases.ofAttempts(run, row.testId, at);
        return new TestDetail(
                summary(row, row.status.equals(TestStatus.RUNNING), counts.get(row.attempt), at),
                row.startedAt,
                row.finishedAt,
                outputs == null ? Map.of() : outputs,
                inside.attempts().stream()
                        .map(attempt -> attempt(
                                attempt, counts.get(attempt.attempt), actions.getOrDefault(attempt.attempt, List.of())))
                        .toList(),
                artifacts.first(run, row.testId, ARTIFACTS_INLINE, at),
                at,
                asOfs.of(run, head.sequence()));
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
        return find(run, test, null)
                .flatMap(detail -> lastLines(run, test, locale)
                        .map(lines -> TestDocument.of(run, detail, lines, error, locale, logs.zone())));
    }

    private Optional<LogPage> lastLines(UUID run, String test, Locale locale) {
        return runs.find(run, head -> {
            Removal removal = head.logsRemoved() ? runs.removal(run, Kept.LOGS).orElse(null) : null;
            Optional<LogPage> first = lines(head, test, null, 0, 1, null);
            if (removal != null) {
                String gone = Removals.sentence(removal, Kept.LOGS).in(locale);
                return first.map(page -> page.saying(new LogPage.Line(1, removal.at(), "warn", gone, gone)));
            }
            return first.flatMap(page -> lines(
                    head, test, page.attempt(), Math.max(0, page.total() - DOCUMENT_LINES), DOCUMENT_LINES, null));
        });
    }

    /**
     * Lines of a log. At a moment at which the attempt had ended these are all of it, since its verdict vouches for them, whatever the clocks of
     * worker and coordinator said; before, those whose own time is not later.
     *
     * @param attempt which one, or the newest
     * @param moment whose answer is wanted, or now
     * @throws io.vigie.service.refusal.Refusal 410 when the logs were removed
     */
    Optional<LogPage> logs(
            UUID run, String test, @Nullable Integer attempt, int after, int limit, @Nullable String moment) {
        return runs.find(run, head -> {
            runs.mustBeKept(head, Kept.LOGS);
            return lines(head, test, attempt, after, limit, moment);
        });
    }

    private Optional<LogPage> lines(
            RunHead head, String test, @Nullable Integer attempt, int after, int limit, @Nullable String moment) {
        UUID run = head.run();
        Moment at = moments.of(head, moment);
        return rows.findByRunIdAndTestId(run, test).map(row -> {
            EarlierTests.@Nullable Inside then = at == null ? null : earlier.inside(row, at);
            int wanted = attempt != null ? attempt : then == null ? row.attempt : then.test().attempt;
            int total = logs.count(run, test, wanted);
            if (at != null && then != null) {
                total = totalAt(then, wanted, total, at);
            }
            List<LogPage.Line> lines =
                    after < total ? logs.after(run, test, wanted, after, Math.min(limit, total - after)) : List.of();
            int last = lines.isEmpty() ? after : lines.getLast().n();
            return new LogPage(
                    test,
                    wanted,
                    lines,
                    last < total && !lines.isEmpty() ? last : null,
                    total,
                    at,
                    asOfs.of(run, head.sequence()));
        });
    }

    private int totalAt(EarlierTests.Inside then, int attempt, int total, Moment at) {
        TestRow test = then.test();
        if (attempt > test.attempt) {
            return 0;
        }
        boolean ended = then.attempts().stream()
                .filter(row -> row.attempt == attempt)
                .anyMatch(row -> row.outcome != null || row.lostAt != null);
        return ended ? total : logs.countAt(test.runId, test.testId, attempt, total, at);
    }
}
