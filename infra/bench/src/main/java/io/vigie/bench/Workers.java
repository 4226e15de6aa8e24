package io.vigie.bench;

import io.vigie.contracts.Topics;
import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.Vigie;
import io.vigie.testclient.proof.Finding;
import io.vigie.testclient.proof.HistoryChecker;
import io.vigie.testclient.proof.RunFold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Tests that wait, on one, two and four worker processes; and what becomes of them when one of four is killed in the middle. */
final class Workers {

    private static final int SLOTS = 8;
    private static final int TESTS = 480;
    private static final double WAIT_SECONDS = 1;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** How much of the ideal speed-up further processes must bring at least, in percent. */
    private static final double NEAR_LINEAR = 85;

    private final Demands demands = new Demands();
    private double one;

    /** Whether further processes bring what they should, and no test was lost. */
    boolean run() {
        boolean right = true;
        Table.say("%-18s %10s %12s %10s %14s"
                .formatted("worker processes", "seconds", "tests/s", "speed-up", "of the ideal"));
        for (int workers : new int[] {1, 2, 4}) {
            try (Vigie vigie = Vigie.start(workers, Map.of("VIGIE_WORKER_SLOTS", Integer.toString(SLOTS)))) {
                Client client = Client.loggedIn(vigie);
                warmUp(client, workers);
                String campaign = client.largeCampaign(IntStream.range(0, TESTS)
                        .mapToObj(i -> Map.<String, Object>of("actions", List.of(Client.pause(WAIT_SECONDS))))
                        .toList());
                right &= measure(vigie, client, campaign, workers);
                if (workers == 4) {
                    right &= killOneInTheMiddle(vigie, client, campaign);
                }
            }
        }
        Table.say("");
        return demands.areHeld() & right;
    }

    private static void warmUp(Client client, int workers) {
        String campaign =
                client.largeCampaign(java.util.Collections.nCopies(3_000, Map.of("actions", List.of(Client.PASS))));
        client.finishedReport(client.launch(campaign, Map.of("parallelism", workers * SLOTS)), LIMIT);
    }

    private boolean measure(Vigie vigie, Client client, String campaign, int workers) {
        String run = client.launch(campaign, Map.of("parallelism", workers * SLOTS));
        client.finishedReport(run, LIMIT);
        double seconds = busySeconds(vigie, run);
        one = workers == 1 ? seconds : one;
        double ideal = TESTS * WAIT_SECONDS / (workers * SLOTS);
        Table.say("%-18d %10.2f %12.0f %10.2f %13.0f %%"
                .formatted(workers, seconds, TESTS / seconds, one / seconds, 100 * ideal / seconds));
        if (workers > 1) {
            demands.atLeast(
                    "speed-up with %d worker processes, in %% of the ideal".formatted(workers),
                    100 * one / seconds / workers,
                    NEAR_LINEAR);
        }
        return allPassedIn(vigie, run);
    }

    private boolean killOneInTheMiddle(Vigie vigie, Client client, String campaign) {
        String run = client.launch(campaign, Map.of("parallelism", 4 * SLOTS));
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> client.report(run).path("progress").asInt() >= 30);
        vigie.kill("worker-3");
        Instant killed = Instant.now();
        client.finishedReport(run, LIMIT);
        RunFold fold = foldOf(vigie, run);
        Table.say("worker-3 killed at 30 %%: the rest took %.1f s; %d attempts lost, %d of %d tests passed"
                .formatted(
                        Duration.between(killed, Instant.now()).toMillis() / 1_000.0,
                        fold.lostAttempts(),
                        fold.counts().passed(),
                        fold.testCount()));
        return allPassedIn(vigie, run);
    }

    /** From the first test's start to the last one's end, by the workers' clocks. */
    private static double busySeconds(Vigie vigie, String run) {
        Instant[] ends = {Instant.MAX, Instant.MIN};
        History.of(vigie).forEach(Topics.ATTEMPT_EVENTS, record -> {
            if (run.equals(record.key())) {
                switch (KafkaMessages.read(record).message()) {
                    case AttemptEvent.TestStarted started ->
                        ends[0] = started.startedAt().isBefore(ends[0]) ? started.startedAt() : ends[0];
                    case AttemptEvent.TestFinished finished ->
                        ends[1] = finished.finishedAt().isAfter(ends[1]) ? finished.finishedAt() : ends[1];
                    default -> {}
                }
            }
        });
        return Duration.between(ends[0], ends[1]).toMillis() / 1_000.0;
    }

    private static RunFold foldOf(Vigie vigie, String run) {
        return Optional.ofNullable(checked(vigie).folds().get(run))
                .orElseThrow(() -> new IllegalStateException(
                        "Expected run %s to have a history, but there is none.".formatted(run)));
    }

    private static HistoryChecker checked(Vigie vigie) {
        HistoryChecker checker = new HistoryChecker(true);
        History.of(vigie).forEach(Topics.RUN_EVENTS, record -> checker.accept(KafkaMessages.read(record)));
        return checker;
    }

    private static boolean allPassedIn(Vigie vigie, String run) {
        HistoryChecker checker = checked(vigie);
        List<Finding> findings = checker.findings();
        findings.stream().limit(20).forEach(finding -> Table.say("WRONG  " + finding));
        RunFold fold = checker.folds().get(run);
        return findings.isEmpty() && fold != null && fold.counts().passed() == TESTS;
    }
}
