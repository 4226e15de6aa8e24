package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.wire.HashChain;
import io.vigie.report.projection.Batch;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Facts;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.Projection;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Measures a run of 100 000 tests: how fast it is folded, how soon its report and any moment of it are answered, and how its record is downloaded. Belongs
 * to no suite, since a busy machine makes its numbers worthless: {@code ./mvnw verify -pl report-service -Dit.test=LargeRunMeasurement}.
 */
@ReportServiceTest
class LargeRunMeasurement {

    private static final int TESTS = 100_000;
    private static final int BATCH = 1_000;
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    @LocalServerPort
    int port;

    @Autowired
    Projection projection;

    /** Tells the run event by event and forgets what is folded. */
    private final class Teller {

        private final AnyRun run = AnyRun.withTests(TESTS);
        private final Partition own = new Partition("test." + run.id, 0);
        private final RunId id = run.id;
        private final List<Fact> batch = new ArrayList<>();
        private String hash = Link.GENESIS;
        private long sequence;
        private long offset;
        private long nanos;

        void decided() {
            run.launched();
            run.launch.forEach(this::add);
            flush();
        }

        void happened(RunEvent event) {
            Instant at = Instant.now();
            Envelope<?> linked = HashChain.link(
                    Envelope.of(id + "/" + (sequence + 1), "/vigie/coordinator", at, id.value(), event)
                            .correlatedWith("c0ffee00-0000-4000-8000-000000000000")
                            .by("/vigie/worker-" + sequence % 8),
                    ++sequence,
                    hash);
            hash = linked.link().hash();
            add(linked);
            if (batch.size() == BATCH) {
                flush();
            }
        }

        private void add(Envelope<?> envelope) {
            batch.add(Facts.fact(new Position(own, ++offset, Instant.now()), run.uuid(), envelope));
        }

        void flush() {
            List<Fact> facts = List.copyOf(batch);
            batch.clear();
            long begun = System.nanoTime();
            projection.fold(Batch.of(facts, facts.stream().map(Fact::position).toList()));
            nanos += System.nanoTime() - begun;
        }
    }

    private Teller told() {
        Teller teller = new Teller();
        AnyRun run = teller.run;
        teller.decided();
        teller.happened(new RunEvent.RunStarted(
                AnyRun.PROJECT,
                run.id,
                run.kind,
                run.campaign,
                "Connexion",
                run.name,
                AnyRun.ENVIRONMENT,
                3,
                "PRODUCTION",
                0,
                run.options,
                TESTS,
                "admin@example.com",
                run.launchedAt,
                run.launchedAt));
        for (int at = 1; at <= TESTS; at++) {
            teller.happened(new RunEvent.TestQueued(
                    AnyRun.PROJECT, run.id, run.test(at), at, 2, "Test " + at, 1, QueueReason.PLANNED, false));
        }
        Counts counts = Counts.NONE;
        for (int at = 1; at <= TESTS; at++) {
            TestId test = run.test(at);
            Outcome outcome = at % 100 == 0 ? Outcome.FAILED : Outcome.PASSED;
            counts = counts.plus(outcome, false);
            teller.happened(new RunEvent.TestStarted(AnyRun.PROJECT, run.id, test, 1, AnyRun.WORKER, run.launchedAt));
            teller.happened(
                    new RunEvent.ActionFinished(AnyRun.PROJECT, run.id, test, 1, 1, 1, "http", outcome, 12, null));
            teller.happened(new RunEvent.TestFinished(
                    AnyRun.PROJECT,
                    run.id,
                    test,
                    1,
                    outcome,
                    run.launchedAt,
                    15,
                    null,
                    Map.of("user_id", "200"),
                    "[07:25:41] Démarrage du test\n[07:25:41] ✅",
                    2,
                    DIGEST,
                    false,
                    Progress.of(counts.total(), TESTS)));
        }
        teller.happened(new RunEvent.RunFinished(
                AnyRun.PROJECT, run.id, counts.outcome(), counts, run.launchedAt.plusSeconds(60), 60_000));
        teller.flush();
        return teller;
    }

    private static void say(String line) {
        System.out.println("MEASURED " + line);
    }

    @Test
    void measures() throws IOException {
        Teller teller = told();
        say("folded %,d events, %,.0f a second".formatted(teller.offset, teller.offset * 1e9 / teller.nanos));
        try (Client client = new Client(port, "user")) {
            String report = "/api/rapports/" + teller.id;
            for (int turn = 0; turn < 3; turn++) {
                time(client, "report", report);
                time(client, "its tests that failed", report + "/tests?status=failed&limit=100");
            }
            Random random = new Random(1);
            for (int turn = 0; turn < 12; turn++) {
                long at = turn == 0 ? teller.sequence : random.nextLong(teller.sequence);
                time(client, "report at " + at, report + "?at=" + at);
                for (String status : List.of("failed", "running", "pending")) {
                    time(client, status + " at " + at, report + "/tests?limit=100&status=" + status + "&at=" + at);
                }
            }
            time(client, "an instant", report + "?at=" + Instant.now());
            time(client, "events of a test", report + "/events?test=" + teller.run.test(77_777));
            time(client, "a rare type", report + "/events?type=finished");
            download(client, report + "/history", teller.sequence);
        }
    }

    private static void time(Client client, String what, String path) {
        long begun = System.nanoTime();
        Client.Answer answer = client.get(path);
        long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        assertThat(answer.status()).as(path).isEqualTo(200);
        say("%5d ms  %s (%,d characters)".formatted(millis, what, answer.body().length()));
    }

    private static void download(Client client, String path, long events) throws IOException {
        long begun = System.nanoTime();
        long lines = 0;
        long bytes = 0;
        long most = 0;
        byte[] chunk = new byte[256 * 1024];
        try (InputStream file = client.stream(path)) {
            for (int read = file.read(chunk); read >= 0; read = file.read(chunk)) {
                bytes += read;
                for (int at = 0; at < read; at++) {
                    lines += chunk[at] == '\n' ? 1 : 0;
                }
                most = Math.max(
                        most,
                        Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory());
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        say("history: %,d lines, %,d MB in %.1f s; heap in use at most %,d MB of %,d"
                .formatted(
                        lines,
                        bytes >> 20,
                        seconds,
                        most >> 20,
                        Runtime.getRuntime().maxMemory() >> 20));
        assertThat(lines).isEqualTo(events);
    }
}
