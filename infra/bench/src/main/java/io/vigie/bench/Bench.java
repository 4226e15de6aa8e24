package io.vigie.bench;

import io.vigie.testclient.Vigie;
import java.util.Locale;

/**
 * The harness behind {@code ./vigie bench}: starts an installation of its own, measures it and bare Kafka on the same broker
 * in the same run, prints a table and ends. Bounded: a few thousand tests, a few minutes.
 */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        Vigie vigie = Vigie.running();
        Runs runs = new Runs(vigie);
        say("Warming up.");
        runs.throughput(500, 8);
        runs.sequentialGaps(200);

        say("Measuring.");
        Latencies bare = new BareKafka(vigie.kafka()).produceToConsume();
        Latencies click = runs.clickToStart();
        Runs.Steady steady = runs.steady(2_000, 0.02, 8);
        Runs.Gaps gaps = runs.sequentialGaps(1_000);
        Runs.Throughput throughput = runs.throughput(3_000, 8);

        say("");
        say("%-52s %10s %10s %12s".formatted("what", "p50 ms", "p99 ms", "x bare p50"));
        row("bare Kafka, produce to consume at 1 000/s", bare, bare);
        row("click to campain_started", click, bare);
        row(
                "worker's test-finished to test_completed at %,.0f/s".formatted(steady.reportsPerSecond()),
                steady.verdicts(),
                bare);
        row("log line to test_log", steady.lines(), bare);
        row("sequential gap inside a slice", gaps.withinSlices(), bare);
        row("sequential gap across slices", gaps.acrossSlices(), bare);
        say("");
        say("%-52s %,10.0f /s".formatted("parallel no-op tests", throughput.testsPerSecond()));
        say("%-52s %,10.0f /s"
                .formatted("history events, launch to projected report", throughput.projectedEventsPerSecond()));
        System.exit(0);
    }

    private static void row(String what, Latencies latencies, Latencies bare) {
        say("%-52s %10.2f %10.2f %12.1f"
                .formatted(what, latencies.p50(), latencies.p99(), latencies.p50() / bare.p50()));
    }

    private static void say(String text) {
        System.out.println(String.format(Locale.ROOT, "%s", text));
    }
}
