package io.vigie.report.details;

import static io.vigie.report.projection.Columns.storable;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.TestId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.report.details.TestChange.OfAttempt;
import io.vigie.report.details.TestChange.OfTest;
import io.vigie.report.history.History;
import io.vigie.report.history.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/**
 * Tests as they were at a moment, as rows like those of now: folded from their own events by what folds the rows of now. What the launch decided is
 * taken from the rows of now, since it was known all along; so is a test that had its verdict by then, since nothing happens to it afterwards.
 * Must be called in a transaction of {@code ProjectionSchemas}.
 */
@Component
class EarlierTests {

    /** What happens within a test and changes nothing of what a list says of it. */
    private static final List<String> INSIDE = Stream.of(
                    RunEvent.ActionFinished.class, RunEvent.CasesFinished.class, RunEvent.ArtifactStored.class)
            .map(type -> MessageCatalog.entryOf(type).wireName())
            .toList();

    /** What has rows that know their event's number. */
    private static final List<String> IN_ROWS = Stream.of(RunEvent.CasesFinished.class, RunEvent.ArtifactStored.class)
            .map(type -> MessageCatalog.entryOf(type).wireName())
            .toList();

    private final TestRows rows;
    private final History history;

    EarlierTests(TestRows rows, History history) {
        this.rows = rows;
        this.history = history;
    }

    /** One test with what is inside it. */
    record Inside(TestRow test, List<AttemptRow> attempts, List<ActionRow> actions) {}

    /** Tests in the campaign's order. @param status only tests that had this status, or all */
    List<TestRow> after(UUID run, int after, @Nullable String status, int limit, Moment at) {
        List<TestRow> found = new ArrayList<>();
        int last = after;
        while (found.size() < limit) {
            int wanted = limit - found.size();
            List<TestRow> candidates = candidates(run, last, status, at.sequence(), Limit.of(wanted));
            asOf(run, candidates, at).stream()
                    .filter(row -> status == null || row.status.equals(status))
                    .forEach(found::add);
            if (candidates.size() < wanted) {
                break;
            }
            last = candidates.getLast().position;
        }
        return found;
    }

    /** Tests that may have had the status, as they are now. */
    private List<TestRow> candidates(UUID run, int after, @Nullable String status, long last, Limit limit) {
        if (status == null) {
            return rows.after(run, after, limit);
        }
        return switch (status) {
            case TestStatus.PENDING -> rows.openAt(run, after, last, limit);
            case TestStatus.RUNNING -> rows.openAndStartedAt(run, after, last, limit);
            default -> rows.endedAt(run, after, status, last, limit);
        };
    }

    private List<TestRow> asOf(UUID run, List<TestRow> now, Moment at) {
        List<String> open = now.stream()
                .filter(row -> !hadEnded(row, at))
                .map(row -> row.testId)
                .toList();
        Map<TestId, OfTest> then = new LinkedHashMap<>();
        if (!open.isEmpty()) {
            TestChanges.of(run, history.ofTests(run, open, at.sequence(), INSIDE))
                    .tests()
                    .forEach((key, test) -> then.put(key.test(), test));
        }
        return now.stream()
                .map(row -> hadEnded(row, at) ? row : asOf(row, then.get(TestId.of(row.testId))))
                .toList();
    }

    private static boolean hadEnded(TestRow row, Moment at) {
        return row.endedIn != null && row.endedIn <= at.sequence();
    }

    /** @param test what had happened to it, absent when nothing had */
    private static TestRow asOf(TestRow now, @Nullable OfTest test) {
        TestRow row = new TestRow();
        row.runId = now.runId;
        row.testId = now.testId;
        row.position = now.position;
        row.name = now.name;
        row.quarantined = now.quarantined;
        row.status = test == null ? TestStatus.PENDING : test.status();
        row.attempt = test == null ? 1 : test.attempt();
        if (test != null) {
            TestChange.Queue queue = test.queue();
            row.queuedFor = queue == null ? null : queue.reason().toString();
            row.queuedAt = queue == null ? null : storable(queue.since());
            row.startedAt = storable(test.startedAt());
            row.startedIn = test.startedIn();
        }
        return row;
    }

    /** @param now the test's row */
    Inside inside(TestRow now, Moment at) {
        UUID run = now.runId;
        List<Envelope<?>> events = history.ofTests(run, List.of(now.testId), at.sequence(), IN_ROWS);
        TestChanges changes = TestChanges.of(run, events);
        OfTest test = changes.tests().get(new TestChange.Key(run, TestId.of(now.testId)));
        List<AttemptRow> attempts = new ArrayList<>();
        changes.attempts().forEach((key, attempt) -> attempts.add(row(key.attempt(), attempt)));
        attempts.sort(Comparator.comparingInt(attempt -> attempt.attempt));
        return new Inside(hadEnded(now, at) ? now : asOf(now, test), attempts, actions(changes));
    }

    private static AttemptRow row(int number, OfAttempt attempt) {
        AttemptRow row = new AttemptRow();
        row.attempt = number;
        TestChange.Queue queue = attempt.queue();
        row.reason = (queue == null ? RunEvent.QueueReason.PLANNED : queue.reason()).toString();
        row.queuedAt = queue == null ? null : storable(queue.since());
        row.workerId =
                attempt.worker() == null ? null : storable(attempt.worker().value());
        row.startedAt = storable(attempt.startedAt());
        row.lostAt = storable(attempt.lostAt());
        TestChange.Ending ending = attempt.ending();
        if (ending != null) {
            row.finishedAt = storable(ending.finishedAt());
            row.outcome = ending.outcome().toString();
            row.durationMs = ending.durationMillis();
            row.message = text(ending.message());
            row.logLines = ending.logLines();
            row.logDigest = ending.logDigest();
        }
        return row;
    }

    /** A repeated report of an action changes nothing. */
    private static List<ActionRow> actions(TestChanges changes) {
        Map<List<Integer>, ActionRow> actions = new LinkedHashMap<>();
        changes.actions().forEach(action -> {
            RunEvent.ActionFinished event = action.event();
            actions.computeIfAbsent(List.of(event.attempt(), event.index()), key -> row(event));
        });
        return actions.values().stream()
                .sorted(Comparator.<ActionRow>comparingInt(action -> action.attempt)
                        .thenComparingInt(action -> action.index))
                .toList();
    }

    private static ActionRow row(RunEvent.ActionFinished event) {
        ActionRow row = new ActionRow();
        row.attempt = event.attempt();
        row.index = event.index();
        row.count = event.count();
        row.type = storable(event.type());
        row.outcome = event.outcome().toString();
        row.durationMs = event.durationMillis();
        row.message = text(event.message());
        return row;
    }

    private static @Nullable String text(@Nullable String text) {
        return text == null ? null : storable(text);
    }
}
