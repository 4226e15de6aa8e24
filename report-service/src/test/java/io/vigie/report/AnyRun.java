package io.vigie.report;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Message;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

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
    public boolean stopOnFailure = true;
    public final List<Envelope<?>> launch = new ArrayList<>();
    public final List<Envelope<?>> history = new ArrayList<>();
    public final List<Envelope<?>> logs = new ArrayList<>();
    private String hash = Link.GENESIS;
    private Counts counts = Counts.NONE;

    private AnyRun(RunId id, int size) {
        this.id = id;
        this.size = size;
    }

    /** A run with an id as if launched now. */
    public static AnyRun withTests(int size) {
        return new AnyRun(RunId.of(uuidV7(Instant.now()).toString()), size);
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
                campaign,
                "Connexion",
                name,
                ENVIRONMENT,
                3,
                "PRODUCTION",
                stopOnFailure,
                1,
                size,
                chunks,
                "admin@example.com",
                launchedAt));
        for (int chunk = 1; chunk <= chunks; chunk++) {
            List<PlannedTest> tests = new ArrayList<>();
            int from = (chunk - 1) * CampaignEvent.PlanChunk.MAX_TESTS + 1;
            for (int at = from; at < Math.min(from + CampaignEvent.PlanChunk.MAX_TESTS, size + 1); at++) {
                tests.add(new PlannedTest(at, test(at), 2, "Test " + at));
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
        happened(new RunEvent.RunStarted(
                PROJECT,
                id,
                campaign,
                "Connexion",
                name,
                ENVIRONMENT,
                3,
                "PRODUCTION",
                stopOnFailure,
                1,
                size,
                "admin@example.com",
                launchedAt,
                launchedAt.plusMillis(50)));
        for (int at = 1; at <= size; at++) {
            queued(at, 1, QueueReason.PLANNED);
        }
        return this;
    }

    public AnyRun queued(int position, int attempt, QueueReason reason) {
        return happened(
                new RunEvent.TestQueued(PROJECT, id, test(position), position, 2, "Test " + position, attempt, reason));
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
        counts = counts.plus(outcome);
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
                2,
                DIGEST,
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
        counts = counts.plus(Outcome.SKIPPED);
        return happened(new RunEvent.TestSkipped(
                PROJECT,
                id,
                test(position),
                SkipReason.STOPPED_ON_FAILURE,
                SKIPPED,
                Progress.of(counts.total(), size)));
    }

    public AnyRun finished() {
        return happened(
                new RunEvent.RunFinished(PROJECT, id, counts.outcome(), counts, launchedAt.plusMillis(1_500), 1_450));
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

    public AnyRun logged(int position, int attempt, int firstLine, String... texts) {
        List<LogLine> lines = new ArrayList<>();
        for (String text : texts) {
            lines.add(new LogLine(launchedAt.plusMillis(firstLine), LogLevel.INFO, text));
        }
        logs.add(envelope(new LogEvent.LogSegment(PROJECT, id, test(position), attempt, firstLine, lines)));
        return this;
    }

    public AnyRun happened(RunEvent event) {
        Envelope<?> linked = HashChain.link(envelope(event), history.size() + 1L, hash);
        hash = linked.link() == null ? hash : linked.link().hash();
        history.add(linked);
        return this;
    }

    private <M extends Message> Envelope<M> envelope(M message) {
        return Envelope.of(UUID.randomUUID().toString(), "/vigie/test", AT, id.value(), message);
    }
}
