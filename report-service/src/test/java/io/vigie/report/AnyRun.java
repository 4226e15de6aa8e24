package io.vigie.report;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
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
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import io.vigie.contracts.log.LogEvent;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.contracts.wire.HashChain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The story of one run, told event by event as the services would tell it: what was launched, the numbered and chained history, the logs. Each telling
 * has an id of its own.
 */
public final class AnyRun {

    public static final ProjectId PROJECT = ProjectId.COMMON;
    public static final CampaignId CAMPAIGN = CampaignId.of("6a0d4a5e-3f0b-4a39-9c55-0d2f3c1b7a10");
    public static final EnvironmentId ENVIRONMENT = EnvironmentId.of("f2a1d9c4-6c1e-4f0a-b2c3-5f8a7d6e9b30");
    public static final WorkerId WORKER = WorkerId.of("worker-1");
    public static final String SKIPPED = "Test ignoré après un échec précédent";
    public static final Instant AT = Instant.parse("2026-11-21T07:25:41.123Z");
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public final RunId id;
    public final int size;
    public CampaignId campaign = CAMPAIGN;
    public String name = "Octobre 2025";
    public Instant launchedAt = AT;
    public RunKind kind = RunKind.CAMPAIGN;
    public RunOptions options = new RunOptions(true, 1, 0, null, null, null, false);
    public final Set<Integer> quarantined = new HashSet<>();
    public final List<Envelope<?>> launch = new ArrayList<>();
    public final List<Envelope<?>> history = new ArrayList<>();
    public final List<Envelope<?>> logs = new ArrayList<>();
    private String hash = Link.GENESIS;
    private Counts counts = Counts.NONE;
    private @Nullable String actor;
    private @Nullable Instant ticked;

    private AnyRun(RunId id, int size) {
        this.id = id;
        this.size = size;
    }

    /** A run with an id as if launched now. */
    public static AnyRun withTests(int size) {
        return new AnyRun(RunId.of(uuidV7(Instant.now()).toString()), size);
    }

    public static AnyRun withId(UUID id, int size) {
        return new AnyRun(RunId.of(id.toString()), size);
    }

    public static UUID uuidV7(Instant at) {
        long random = ThreadLocalRandom.current().nextLong();
        return new UUID(
                at.toEpochMilli() << 16 | 0x7000L | (random & 0xFFFL),
                0x8000000000000000L | (ThreadLocalRandom.current().nextLong() & 0x3FFFFFFFFFFFFFFFL));
    }

    public AnyRun named(String name) {
        this.name = name;
        return this;
    }

    public AnyRun of(CampaignId campaign) {
        this.campaign = campaign;
        return this;
    }

    public AnyRun launchedAt(Instant at) {
        this.launchedAt = at;
        return this;
    }

    /** From now on each event has a later time than the one before, and what else is told a time between them. */
    public AnyRun ticking() {
        ticked = launchedAt;
        return this;
    }

    private Instant now() {
        return ticked == null ? AT : ticked;
    }

    /** Who causes the events that follow. */
    public AnyRun by(@Nullable String actor) {
        this.actor = actor;
        return this;
    }

    public UUID uuid() {
        return UUID.fromString(id.value());
    }

    /** @param position from 1 */
    public TestId test(int position) {
        return TestId.of("test-%06d".formatted(position));
    }

    /** The launch and its plan, as campaign-service tells them. */
    public AnyRun launched() {
        int chunks = (size + CampaignEvent.PlanChunk.MAX_TESTS - 1) / CampaignEvent.PlanChunk.MAX_TESTS;
        decided(new CampaignEvent.Launched(
                PROJECT,
                id,
                kind,
                campaign,
                "Connexion",
                name,
                ENVIRONMENT,
                3,
                "PRODUCTION",
                0,
                options,
                size,
                chunks,
                "admin@example.com",
                launchedAt));
        for (int chunk = 1; chunk <= chunks; chunk++) {
            List<PlannedTest> tests = new ArrayList<>();
            int from = (chunk - 1) * CampaignEvent.PlanChunk.MAX_TESTS + 1;
            for (int at = from; at < Math.min(from + CampaignEvent.PlanChunk.MAX_TESTS, size + 1); at++) {
                tests.add(planned(at));
            }
            decided(new CampaignEvent.PlanChunk(PROJECT, id, chunk, tests));
        }
        return this;
    }

    public AnyRun reportDeleted() {
        return decided(new CampaignEvent.ReportDeleted(PROJECT, id));
    }

    private AnyRun decided(CampaignEvent event) {
        launch.add(envelope(event));
        return this;
    }

    /** The first event and the queueing of every test. */
    public AnyRun started() {
        startedAlone();
        for (int at = 1; at <= size; at++) {
            queued(at, 1, QueueReason.PLANNED);
        }
        return this;
    }

    /** The first event alone. */
    public AnyRun startedAlone() {
        return happened(new RunEvent.RunStarted(
                PROJECT,
                id,
                kind,
                campaign,
                "Connexion",
                name,
                ENVIRONMENT,
                3,
                "PRODUCTION",
                0,
                options,
                size,
                "admin@example.com",
                launchedAt,
                launchedAt.plusMillis(50)));
    }

    private PlannedTest planned(int position) {
        PlannedTest plain = PlannedTest.plain(position, test(position), 2, "Test " + position);
        return new PlannedTest(
                plain.position(),
                plain.turn(),
                plain.testId(),
                plain.version(),
                plain.name(),
                0,
                null,
                quarantined.contains(position),
                null,
                null);
    }

    public AnyRun queued(int position, int attempt, QueueReason reason) {
        return happened(new RunEvent.TestQueued(
                PROJECT,
                id,
                test(position),
                position,
                2,
                "Test " + position,
                attempt,
                reason,
                quarantined.contains(position)));
    }

    public AnyRun testStarted(int position, int attempt) {
        return happened(
                new RunEvent.TestStarted(PROJECT, id, test(position), attempt, WORKER, launchedAt.plusMillis(100)));
    }

    public AnyRun lost(int position, int attempt) {
        return happened(
                new RunEvent.AttemptLost(PROJECT, id, test(position), attempt, WORKER, launchedAt.plusSeconds(10)));
    }

    public AnyRun actionFinished(int position, int attempt, int index, int count, Outcome outcome) {
        return happened(new RunEvent.ActionFinished(
                PROJECT,
                id,
                test(position),
                attempt,
                index,
                count,
                "http",
                outcome,
                12,
                outcome == Outcome.PASSED ? null : "Expected status 201, but found 500."));
    }

    public AnyRun testFinished(int position, int attempt, Outcome outcome) {
        return testFinished(position, attempt, outcome, 2, DIGEST);
    }

    public AnyRun testFinished(int position, int attempt, Outcome outcome, int logLines, String logDigest) {
        counts = counts.plus(outcome, quarantined.contains(position));
        return happened(new RunEvent.TestFinished(
                PROJECT,
                id,
                test(position),
                attempt,
                outcome,
                launchedAt.plusMillis(200),
                15,
                outcome == Outcome.PASSED ? null : "Expected status 201, but found 500.",
                Map.of("user_id", "200"),
                "[07:25:41] Démarrage du test\n[07:25:41] " + (outcome == Outcome.PASSED ? "✅" : "❌"),
                logLines,
                logDigest,
                quarantined.contains(position),
                Progress.of(counts.total(), size)));
    }

    /** Started, one action, two lines of log, a verdict. */
    public AnyRun ran(int position, Outcome outcome) {
        testStarted(position, 1);
        logged(position, 1, 1, "Démarrage du test", outcome == Outcome.PASSED ? "✅" : "❌");
        actionFinished(position, 1, 1, 1, outcome);
        return testFinished(position, 1, outcome);
    }

    public AnyRun skipped(int position) {
        return skipped(position, SkipReason.STOPPED_ON_FAILURE, SKIPPED);
    }

    public AnyRun skipped(int position, SkipReason reason, String message) {
        counts = counts.plus(Outcome.SKIPPED, false);
        return happened(new RunEvent.TestSkipped(
                PROJECT, id, test(position), reason, message, Progress.of(counts.total(), size)));
    }

    public AnyRun cancelRequested(String by) {
        Instant at = ticked == null ? launchedAt.plusMillis(300) : ticked.plusMillis(3);
        return decided(new CampaignEvent.CancelRequested(PROJECT, id, by, at));
    }

    public AnyRun cancelling(StopReason reason, String by) {
        return happened(new RunEvent.RunCancelling(PROJECT, id, reason, by, launchedAt.plusMillis(310)));
    }

    /** The attempt did not pass and there will be another. */
    public AnyRun attemptFinished(int position, int attempt, Outcome outcome) {
        return happened(new RunEvent.AttemptFinished(
                PROJECT,
                id,
                test(position),
                attempt,
                outcome,
                launchedAt.plusMillis(150),
                11,
                "Expected status 201, but found 503.",
                Map.of(),
                "[07:25:41] ❌",
                1,
                DIGEST));
    }

    public AnyRun cases(int position, int attempt, int firstCase, CaseReport... cases) {
        return happened(new RunEvent.CasesFinished(PROJECT, id, test(position), attempt, firstCase, List.of(cases)));
    }

    public AnyRun artifact(int position, int attempt, int number, String name, String mediaType, byte[] content) {
        return happened(new RunEvent.ArtifactStored(
                PROJECT,
                id,
                test(position),
                attempt,
                number,
                name,
                mediaType,
                content.length,
                DIGEST,
                storageKey(position, attempt, number)));
    }

    public String storageKey(int position, int attempt, int number) {
        return "runs/%s/%s/%d/%d".formatted(id, test(position), attempt, number);
    }

    public AnyRun sliceStarted(long slice, WorkerId worker, SlotLease slot, Instant at) {
        return happened(new RunEvent.SliceStarted(PROJECT, id, slice, 1, worker, slot, at));
    }

    public AnyRun sliceEnded(long slice, WorkerId worker, RunEvent.SliceEnd reason, Instant at) {
        return happened(new RunEvent.SliceEnded(PROJECT, id, slice, worker, reason, at));
    }

    public AnyRun finished() {
        return happened(
                new RunEvent.RunFinished(PROJECT, id, counts.outcome(), counts, launchedAt.plusMillis(1_500), 1_450));
    }

    public AnyRun finished(Outcome outcome) {
        return happened(new RunEvent.RunFinished(PROJECT, id, outcome, counts, launchedAt.plusMillis(1_500), 1_450));
    }

    public AnyRun failed(String error) {
        return happened(new RunEvent.RunFailed(PROJECT, id, error, counts, launchedAt.plusMillis(1_500), 1_450));
    }

    /** Everything of a run whose tests all pass. */
    public AnyRun passed() {
        launched().started();
        for (int at = 1; at <= size; at++) {
            ran(at, Outcome.PASSED);
        }
        return finished();
    }

    /** Lines of a segment that does not say who wrote it. */
    public AnyRun logged(int position, int attempt, int firstLine, String... texts) {
        logs.add(segment(position, attempt, firstLine, texts));
        return this;
    }

    public AnyRun loggedBy(WorkerId worker, int position, int attempt, int firstLine, String... texts) {
        logs.add(segment(position, attempt, firstLine, texts).by(worker.value()));
        return this;
    }

    private Envelope<LogEvent.LogSegment> segment(int position, int attempt, int firstLine, String... texts) {
        List<LogLine> lines = new ArrayList<>();
        for (String text : texts) {
            Instant at = ticked == null ? launchedAt.plusMillis(firstLine) : ticked.plusMillis(1 + lines.size());
            lines.add(new LogLine(at, LogLevel.INFO, text));
        }
        return envelope(new LogEvent.LogSegment(PROJECT, id, test(position), attempt, firstLine, lines));
    }

    public AnyRun happened(RunEvent event) {
        if (ticked != null) {
            ticked = ticked.plusNanos(7_001_234);
        }
        Envelope<?> linked = HashChain.link(envelope(event).by(actor), history.size() + 1L, hash);
        hash = linked.link() == null ? hash : linked.link().hash();
        history.add(linked);
        return this;
    }

    private <M extends Message> Envelope<M> envelope(M message) {
        return Envelope.of(UUID.randomUUID().toString(), "/vigie/test", now(), id.value(), message);
    }
}
