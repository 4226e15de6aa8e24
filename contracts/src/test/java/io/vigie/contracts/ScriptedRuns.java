package io.vigie.contracts;

import static io.vigie.contracts.Samples.PROJECT;

import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.LogDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whole runs, event by event, as the committed stream files hold them: the input that folds in every language share. */
final class ScriptedRuns {

    static final List<String> NAMES =
            List.of("green", "stop-on-failure", "worker-lost", "retried", "cancelled", "suite");

    private static final WorkerId FIRST_WORKER = WorkerId.of("worker-1");
    private static final WorkerId SECOND_WORKER = WorkerId.of("worker-2");

    private final List<Envelope<?>> events = new ArrayList<>();
    private final RunId run;
    private final int total;
    private Instant now = Samples.AT;
    private Instant startedAt = Samples.AT;
    private long sequence;
    private String hash = Link.GENESIS;
    private Counts counts = Counts.NONE;

    private ScriptedRuns(int number, int total) {
        this.run = RunId.of("019b2c7e-0d00-7000-8000-%012d".formatted(number));
        this.total = total;
    }

    static List<Envelope<?>> named(String name) {
        return switch (name) {
            case "green" ->
                new ScriptedRuns(1, 2)
                        .starts(false)
                        .runs(1, Outcome.PASSED)
                        .runs(2, Outcome.PASSED)
                        .finishes();
            case "stop-on-failure" ->
                new ScriptedRuns(2, 4)
                        .starts(true)
                        .runs(1, Outcome.PASSED)
                        .runs(2, Outcome.FAILED)
                        .skips(3)
                        .skips(4)
                        .finishes();
            case "worker-lost" ->
                new ScriptedRuns(3, 2)
                        .starts(false)
                        .runs(1, Outcome.PASSED)
                        .loses(2)
                        .runs(2, 2, SECOND_WORKER, Outcome.PASSED)
                        .finishes();
            case "retried" ->
                new ScriptedRuns(4, 2)
                        .starts(false)
                        .tries(1, 1)
                        .runs(1, 2, FIRST_WORKER, Outcome.PASSED)
                        .runs(2, Outcome.PASSED)
                        .finishes();
            case "cancelled" ->
                new ScriptedRuns(5, 3)
                        .starts(false)
                        .runs(1, Outcome.PASSED)
                        .isCancelled()
                        .runs(2, Outcome.CANCELLED)
                        .skips(3, RunEvent.SkipReason.CANCELLED, "Test ignoré : campagne annulée")
                        .finishes(Outcome.CANCELLED);
            case "suite" ->
                new ScriptedRuns(6, 1)
                        .starts(false)
                        .reportsCases(1)
                        .runs(1, Outcome.FAILED)
                        .finishes();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private ScriptedRuns starts(boolean stopOnFailure) {
        startedAt = tick();
        history(new RunEvent.RunStarted(
                PROJECT,
                run,
                RunKind.CAMPAIGN,
                Samples.CAMPAIGN,
                "Connexion",
                "Novembre 2026 (%d)".formatted(total),
                Samples.ENVIRONMENT,
                3,
                "PRODUCTION",
                0,
                new RunOptions(stopOnFailure, 1, 0, null, null, null, false),
                total,
                "admin@example.com",
                Samples.AT,
                startedAt));
        for (int position = 1; position <= total; position++) {
            queue(position, 1, RunEvent.QueueReason.PLANNED);
        }
        return this;
    }

    private ScriptedRuns runs(int position, Outcome outcome) {
        return runs(position, 1, FIRST_WORKER, outcome);
    }

    private ScriptedRuns runs(int position, int attempt, WorkerId worker, Outcome outcome) {
        history(new RunEvent.TestStarted(PROJECT, run, test(position), attempt, worker, tick()));
        Spoken spoken = speak(position, attempt, outcome);
        counts = counts.plus(outcome, false);
        history(new RunEvent.TestFinished(
                PROJECT,
                run,
                test(position),
                attempt,
                outcome,
                tick(),
                15,
                spoken.message(),
                outcome == Outcome.PASSED ? Map.of("user_id", "200") : Map.of(),
                spoken.text(),
                spoken.lines(),
                spoken.digest(),
                false,
                Progress.of(counts.total(), total)));
        return this;
    }

    /** An attempt that does not pass and is followed by another. */
    private ScriptedRuns tries(int position, int attempt) {
        history(new RunEvent.TestStarted(PROJECT, run, test(position), attempt, FIRST_WORKER, tick()));
        Spoken spoken = speak(position, attempt, Outcome.FAILED);
        history(new RunEvent.AttemptFinished(
                PROJECT,
                run,
                test(position),
                attempt,
                Outcome.FAILED,
                tick(),
                15,
                spoken.message(),
                Map.of(),
                spoken.text(),
                spoken.lines(),
                spoken.digest()));
        queue(position, attempt + 1, RunEvent.QueueReason.RETRIED);
        return this;
    }

    private ScriptedRuns isCancelled() {
        history(new RunEvent.RunCancelling(PROJECT, run, StopReason.CANCELLED, "admin@example.com", tick()));
        return this;
    }

    private ScriptedRuns reportsCases(int position) {
        history(new RunEvent.CasesFinished(
                PROJECT,
                run,
                test(position),
                1,
                1,
                List.of(
                        new CaseReport("tests/test_login.py", "test_ok", Outcome.PASSED, 12, null),
                        new CaseReport("tests/test_login.py", "test_ko", Outcome.FAILED, 9, "assert 1 == 2"))));
        history(new RunEvent.ArtifactStored(
                PROJECT,
                run,
                test(position),
                1,
                1,
                "junit.xml",
                "application/xml",
                4_096,
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "runs/" + run + "/" + test(position) + "/1/1"));
        return this;
    }

    /** What the log of an attempt amounts to. */
    private record Spoken(@Nullable String message, String text, int lines, String digest) {}

    private Spoken speak(int position, int attempt, Outcome outcome) {
        boolean passed = outcome == Outcome.PASSED;
        String message = passed ? null : "Expected status 200, but found 500.";
        List<LogEvent.LogLine> lines = List.of(
                line(LogEvent.LogLevel.INFO, "Démarrage du test"),
                line(LogEvent.LogLevel.INFO, "Exécution de l'action 1/1: http"),
                passed
                        ? line(LogEvent.LogLevel.INFO, "✅ Action réussie")
                        : line(LogEvent.LogLevel.ERROR, "❌ Action échouée: " + message),
                passed
                        ? line(LogEvent.LogLevel.INFO, "✅ Test terminé avec succès")
                        : line(LogEvent.LogLevel.ERROR, "❌ Test échoué"));
        add(new LogEvent.LogSegment(PROJECT, run, test(position), attempt, 1, lines));
        history(new RunEvent.ActionFinished(PROJECT, run, test(position), attempt, 1, 1, "http", outcome, 12, message));
        LogDigest digest = new LogDigest();
        lines.forEach(digest::add);
        return new Spoken(
                message, String.join("\n", lines.stream().map(this::text).toList()), lines.size(), digest.finish());
    }

    private ScriptedRuns loses(int position) {
        history(new RunEvent.TestStarted(PROJECT, run, test(position), 1, FIRST_WORKER, tick()));
        add(new LogEvent.LogSegment(
                PROJECT, run, test(position), 1, 1, List.of(line(LogEvent.LogLevel.INFO, "Démarrage du test"))));
        now = now.plusSeconds(10);
        history(new RunEvent.AttemptLost(PROJECT, run, test(position), 1, FIRST_WORKER, tick()));
        queue(position, 2, RunEvent.QueueReason.WORKER_LOST);
        return this;
    }

    private ScriptedRuns skips(int position) {
        return skips(position, RunEvent.SkipReason.STOPPED_ON_FAILURE, "Test ignoré après un échec précédent");
    }

    private ScriptedRuns skips(int position, RunEvent.SkipReason reason, String message) {
        counts = counts.plus(Outcome.SKIPPED, false);
        history(new RunEvent.TestSkipped(
                PROJECT, run, test(position), reason, message, Progress.of(counts.total(), total)));
        return this;
    }

    private List<Envelope<?>> finishes() {
        return finishes(counts.outcome());
    }

    private List<Envelope<?>> finishes(Outcome outcome) {
        history(new RunEvent.RunFinished(
                PROJECT, run, outcome, counts, tick(), now.toEpochMilli() - startedAt.toEpochMilli()));
        return List.copyOf(events);
    }

    private void queue(int position, int attempt, RunEvent.QueueReason reason) {
        history(new RunEvent.TestQueued(
                PROJECT, run, test(position), position, 1, "Test " + position, attempt, reason, false));
    }

    private void history(RunEvent event) {
        Envelope<RunEvent> envelope = HashChain.link(
                Envelope.of(run + "/" + (sequence + 1), "/vigie/coordinator", now, run.value(), event),
                ++sequence,
                hash);
        hash = envelope.link().hash();
        events.add(envelope);
    }

    private void add(LogEvent event) {
        events.add(Envelope.of(run + "/log/" + events.size(), "/vigie/worker", now, run.value(), event));
    }

    private LogEvent.LogLine line(LogEvent.LogLevel level, String text) {
        return new LogEvent.LogLine(tick(), level, text);
    }

    private String text(LogEvent.LogLine line) {
        return "[%s] %s".formatted(line.at().toString().substring(11, 19), line.text());
    }

    private Instant tick() {
        now = now.plusMillis(5);
        return now;
    }

    private static TestId test(int position) {
        return TestId.of("0b7c9a52-8d5e-4a35-8f3c-%012d".formatted(position));
    }
}
