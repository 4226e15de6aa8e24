package io.vigie.gateway.stream;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Messages of made-up runs, as short as a test can read them. */
public final class Scripts {

    public static final Instant AT = Instant.parse("2026-11-21T07:25:41.123Z");
    public static final CampaignId CAMPAIGN = CampaignId.of("6a0d4a5e-3f0b-4a39-9c55-0d2f3c1b7a10");
    private static final ProjectId PROJECT = ProjectId.COMMON;
    private static final WorkerId WORKER = WorkerId.of("worker-1");

    private Scripts() {}

    public static RunId anyRun() {
        return RunId.of("019b2c7e-0d00-7000-8000-000000000001");
    }

    public static TestId test(int number) {
        return TestId.of("00000000-0000-4000-8000-%012d".formatted(number));
    }

    public static RunEvent started(RunId run, int tests) {
        return new RunEvent.RunStarted(
                PROJECT,
                run,
                RunKind.CAMPAIGN,
                CAMPAIGN,
                "Connexion",
                "Octobre 2025",
                EnvironmentId.of("DEV"),
                1,
                "DEV",
                0,
                RunOptions.USUAL,
                tests,
                "admin@example.com",
                AT,
                AT);
    }

    public static RunEvent queued(RunId run, int test) {
        return queued(run, test, 1, RunEvent.QueueReason.PLANNED);
    }

    public static RunEvent queued(RunId run, int test, int attempt, RunEvent.QueueReason reason) {
        return new RunEvent.TestQueued(PROJECT, run, test(test), test, 1, "Test " + test, attempt, reason, false);
    }

    public static RunEvent attemptFinished(RunId run, int test, int lines) {
        return new RunEvent.AttemptFinished(
                PROJECT,
                run,
                test(test),
                1,
                Outcome.FAILED,
                AT,
                15,
                "Expected status 200, but found 500.",
                Map.of(),
                "[07:25:41] Démarrage du test",
                lines,
                "digest");
    }

    public static RunEvent cases(RunId run, int test) {
        return new RunEvent.CasesFinished(
                PROJECT,
                run,
                test(test),
                1,
                4,
                List.of(
                        new CaseReport("tests/test_login.py", "test_ok", Outcome.PASSED, 12, null),
                        new CaseReport("", "test_ko", Outcome.FAILED, 9, "assert 1 == 2")));
    }

    public static RunEvent artifact(RunId run, int test) {
        return new RunEvent.ArtifactStored(
                PROJECT, run, test(test), 1, 2, "junit.xml", "application/xml", 4_096, "digest", "runs/key");
    }

    public static RunEvent sliceStarted(RunId run) {
        return new RunEvent.SliceStarted(
                PROJECT,
                run,
                1,
                1,
                WORKER,
                new SlotLease("host", 1, "/slots/1", 20_000, 10, "_w1", "/slots/1/media"),
                AT);
    }

    public static RunEvent sliceEnded(RunId run) {
        return new RunEvent.SliceEnded(PROJECT, run, 1, WORKER, RunEvent.SliceEnd.COMPLETED, AT);
    }

    public static RunEvent cancelling(RunId run) {
        return new RunEvent.RunCancelling(PROJECT, run, StopReason.CANCELLED, "admin@example.com", AT);
    }

    public static RunEvent testStarted(RunId run, int test) {
        return new RunEvent.TestStarted(PROJECT, run, test(test), 1, WORKER, AT);
    }

    public static RunEvent action(RunId run, int test) {
        return new RunEvent.ActionFinished(PROJECT, run, test(test), 1, 1, 1, "http", Outcome.PASSED, 12, null);
    }

    public static RunEvent testFinished(RunId run, int test, Outcome outcome, int lines, int of) {
        return new RunEvent.TestFinished(
                PROJECT,
                run,
                test(test),
                1,
                outcome,
                AT,
                15,
                null,
                Map.of(),
                "[07:25:41] Démarrage du test",
                lines,
                "digest",
                false,
                Progress.of(test, of));
    }

    public static RunEvent skipped(RunId run, int test, int of) {
        return new RunEvent.TestSkipped(
                PROJECT,
                run,
                test(test),
                RunEvent.SkipReason.STOPPED_ON_FAILURE,
                "Test ignoré après un échec précédent",
                Progress.of(test, of));
    }

    public static RunEvent attemptLost(RunId run, int test) {
        return new RunEvent.AttemptLost(PROJECT, run, test(test), 1, WORKER, AT);
    }

    public static RunEvent finished(RunId run, Outcome outcome) {
        return new RunEvent.RunFinished(PROJECT, run, outcome, Counts.NONE.plus(outcome, false), AT, 1_500);
    }

    public static RunEvent failed(RunId run, String error) {
        return new RunEvent.RunFailed(PROJECT, run, error, Counts.NONE, AT, 1_500);
    }

    /** A segment with consecutive lines. */
    public static LogSegment log(RunId run, int test, int firstLine, int lines) {
        return new LogSegment(
                PROJECT,
                run,
                test(test),
                1,
                firstLine,
                IntStream.range(firstLine, firstLine + lines)
                        .mapToObj(line -> new LogLine(AT, LogLevel.INFO, "ligne " + line))
                        .toList());
    }
}
