package io.vigie.contracts;

import static io.vigie.contracts.Samples.PROJECT;

import io.vigie.contracts.Envelope.Link;
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

/** Whole runs, event by event, as the committed stream files hold them: the input that folds in every language share. */
final class ScriptedRuns {

    static final List<String> NAMES = List.of("green", "stop-on-failure", "worker-lost");

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
            default -> throw new IllegalArgumentException(name);
        };
    }

    private ScriptedRuns starts(boolean stopOnFailure) {
        startedAt = tick();
        history(new RunEvent.RunStarted(
                PROJECT,
                run,
                Samples.CAMPAIGN,
                "Connexion",
                "Novembre 2026 (%d)".formatted(total),
                Samples.ENVIRONMENT,
                3,
                "PRODUCTION",
                stopOnFailure,
                1,
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
        counts = counts.plus(outcome);
        LogDigest digest = new LogDigest();
        lines.forEach(digest::add);
        history(new RunEvent.TestFinished(
                PROJECT,
                run,
                test(position),
                attempt,
                outcome,
                tick(),
                15,
                message,
                passed ? Map.of("user_id", "200") : Map.of(),
                String.join("\n", lines.stream().map(this::text).toList()),
                lines.size(),
                digest.finish(),
                Progress.of(counts.total(), total)));
        return this;
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
        counts = counts.plus(Outcome.SKIPPED);
        history(new RunEvent.TestSkipped(
                PROJECT,
                run,
                test(position),
                RunEvent.SkipReason.STOPPED_ON_FAILURE,
                "Test ignoré après un échec précédent",
                Progress.of(counts.total(), total)));
        return this;
    }

    private List<Envelope<?>> finishes() {
        history(new RunEvent.RunFinished(
                PROJECT, run, counts.outcome(), counts, tick(), now.toEpochMilli() - startedAt.toEpochMilli()));
        return List.copyOf(events);
    }

    private void queue(int position, int attempt, RunEvent.QueueReason reason) {
        history(new RunEvent.TestQueued(
                PROJECT, run, test(position), position, 1, "Test " + position, attempt, reason));
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
