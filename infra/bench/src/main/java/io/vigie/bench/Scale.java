package io.vigie.bench;

import io.vigie.contracts.Topics;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.Vigie;
import io.vigie.testclient.Vigie.ProgramNow;
import io.vigie.testclient.proof.Finding;
import io.vigie.testclient.proof.HistoryChecker;
import io.vigie.testclient.proof.RunFold;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What one event costs in a small and in a large run of tests that do nothing. The coordinator has a process of its own here, so that its cost
 * is not the worker's.
 */
final class Scale {

    private static final int SMALL = 1_000;
    private static final int SMALL_RUNS = 5;
    private static final int WARM_UP_RUNS = 4;
    private static final int PARALLELISM = 8;
    private static final int THROUGH_CAMPAIGN_SERVICE = 2_000;
    /** How much more an event of the large run may cost than one of the small runs. */
    private static final double MOST = 1.5;

    private static final String COORDINATOR = "execution-service";
    private static final Duration LIMIT = Duration.ofMinutes(40);

    private final int large;

    Scale(int large) {
        this.large = large;
    }

    /** @param cpu seconds of each program while it lasted */
    private record Measured(int tests, long events, double seconds, Map<String, Double> cpu) {

        double microsPerEvent(String program) {
            return cpu.getOrDefault(program, 0.0) * 1_000_000 / events;
        }

        double cpuMicrosPerEvent() {
            return cpu.values().stream().mapToDouble(Double::doubleValue).sum() * 1_000_000 / events;
        }

        double wallMicrosPerEvent() {
            return seconds * 1_000_000 / events;
        }
    }

    /** Whether the large run ended as it must, and an event of it cost about as much as one of a small run. */
    boolean run() {
        Table.say("Starting an installation whose coordinator and worker are two processes.");
        try (Vigie vigie = Vigie.start(2, Map.of("VIGIE_ROLES", "coordinator"));
                DirectLaunch direct = new DirectLaunch(vigie.kafka())) {
            direct.define(SMALL);
            Table.say("Warming up with %d runs of %,d tests.".formatted(WARM_UP_RUNS, SMALL));
            for (int i = 0; i < WARM_UP_RUNS; i++) {
                measure(vigie, direct, SMALL, 1);
            }
            ProgramCost coordinator = new ProgramCost(vigie.program(COORDINATOR));
            double heapBefore = coordinator.liveHeapMegabytes();
            double residentBefore = coordinator.residentMegabytes();
            Table.say("Measuring %d runs of %,d tests.".formatted(SMALL_RUNS, SMALL));
            Measured small = measure(vigie, direct, SMALL, SMALL_RUNS);
            double heapBetween = coordinator.liveHeapMegabytes();
            Table.say("Measuring one run of %,d tests.".formatted(large));
            direct.define(large);
            Measured big = measure(vigie, direct, large, 1);
            double heapAfter = coordinator.liveHeapMegabytes();

            Table.say("");
            Table.say("%-34s %14s %14s %8s"
                    .formatted(
                            "per event, in µs", "%,d tests".formatted(SMALL), "%,d tests".formatted(large), "ratio"));
            row("time from launch to end", small.wallMicrosPerEvent(), big.wallMicrosPerEvent());
            small.cpu()
                    .keySet()
                    .forEach(program ->
                            row("processor, " + program, small.microsPerEvent(program), big.microsPerEvent(program)));
            row("processor, all of these", small.cpuMicrosPerEvent(), big.cpuMicrosPerEvent());
            Table.say("");
            Table.say("%-34s %14.1f %14.1f".formatted("seconds, all runs", small.seconds(), big.seconds()));
            Table.say("%-34s %,14d %,14d".formatted("events", small.events(), big.events()));
            Table.say("%-34s %,14.0f %,14.0f"
                    .formatted("tests a second", small.tests() / small.seconds(), big.tests() / big.seconds()));
            Table.say("%-34s %14s %14s %14s"
                    .formatted("coordinator's memory, in MB", "warm", "after small", "after large"));
            Table.say("%-34s %14.0f %14.0f %14.0f".formatted("  live heap", heapBefore, heapBetween, heapAfter));
            Table.say("%-34s %14.0f %14s %14.0f"
                    .formatted("  resident", residentBefore, "", coordinator.residentMegabytes()));
            Table.say("%-34s %14s %14s %14.0f".formatted("  resident at most", "", "", coordinator.peakMegabytes()));
            Table.say("");
            boolean right = isRight(vigie);
            throughCampaignService(vigie);
            Table.say("");
            return new Demands()
                            .atMost(
                                    "time per event, large run over small ones",
                                    big.wallMicrosPerEvent() / small.wallMicrosPerEvent(),
                                    MOST)
                            .atMost(
                                    "processor per event, large run over small ones",
                                    big.cpuMicrosPerEvent() / small.cpuMicrosPerEvent(),
                                    MOST)
                            .atMost(
                                    "the coordinator's processor per event, large run over small ones",
                                    big.microsPerEvent(COORDINATOR) / small.microsPerEvent(COORDINATOR),
                                    MOST)
                            .areHeld()
                    & right;
        }
    }

    private Measured measure(Vigie vigie, DirectLaunch direct, int tests, int runs) {
        Map<String, ProgramCost> programs = new LinkedHashMap<>();
        for (ProgramNow program : vigie.programs()) {
            if (!program.name().equals("postgres")) {
                programs.put(program.name(), new ProgramCost(program));
            }
        }
        try (RunTail tail = new RunTail(vigie.kafka())) {
            Map<String, Double> cpu = new LinkedHashMap<>();
            programs.forEach((name, program) -> cpu.put(name, -program.cpuSeconds()));
            Instant begun = Instant.now();
            long events = 0;
            for (int i = 0; i < runs; i++) {
                events += tail.untilTheEnd(direct.launch(tests, PARALLELISM), LIMIT);
            }
            double seconds = Duration.between(begun, Instant.now()).toMillis() / 1_000.0;
            programs.forEach((name, program) -> cpu.merge(name, program.cpuSeconds(), Double::sum));
            return new Measured(tests * runs, events, seconds, cpu);
        }
    }

    private static void row(String what, double small, double large) {
        Table.say("%-34s %14.0f %14.0f %8.2f".formatted(what, small, large, large / small));
    }

    /** Every run ended as it must, with every test passed. */
    private boolean isRight(Vigie vigie) {
        HistoryChecker checker = new HistoryChecker(true);
        History.of(vigie).forEach(Topics.RUN_EVENTS, record -> checker.accept(KafkaMessages.read(record)));
        List<Finding> findings = checker.findings();
        findings.stream().limit(20).forEach(finding -> Table.say("WRONG  " + finding));
        RunFold largest = checker.folds().values().stream()
                .max(Comparator.comparingInt(RunFold::testCount))
                .orElseThrow();
        boolean all = largest.testCount() == large && largest.counts().passed() == large;
        Table.say("the large run: %,d of %,d tests passed, %d findings in %,d events"
                .formatted(largest.counts().passed(), large, findings.size(), checker.events()));
        return all && findings.isEmpty();
    }

    /** What the way through the API costs on top: only as many tests as a bench may create one by one. */
    private static void throughCampaignService(Vigie vigie) {
        Client client = Client.loggedIn(vigie);
        List<Map<String, Object>> tests = IntStream.range(0, THROUGH_CAMPAIGN_SERVICE)
                .mapToObj(i -> Map.<String, Object>of("actions", List.of(Client.PASS)))
                .toList();
        Instant creating = Instant.now();
        String campaign = client.largeCampaign(tests);
        double created = Duration.between(creating, Instant.now()).toMillis() / 1_000.0;
        try (RunTail tail = new RunTail(vigie.kafka())) {
            Instant click = Instant.now();
            String run = client.launch(campaign, Map.of("parallelism", PARALLELISM));
            double answered = Duration.between(click, Instant.now()).toMillis() / 1_000.0;
            tail.untilTheEnd(run, LIMIT);
            double ended = Duration.between(click, Instant.now()).toMillis() / 1_000.0;
            Table.say("through campaign-service: %,d tests created in %.1f s, launched in %.2f s, ended after %.1f s"
                    .formatted(THROUGH_CAMPAIGN_SERVICE, created, answered, ended));
        }
    }
}
