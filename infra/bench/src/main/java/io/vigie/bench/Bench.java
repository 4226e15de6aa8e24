package io.vigie.bench;

import io.vigie.bench.fanout.Fanout;
import io.vigie.bench.page.PageBench;
import io.vigie.testclient.Vigie;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Stands behind {@code ./vigie bench}: each of its measurements starts an installation of its own, measures it beside what it is compared with
 * in the same run, prints a table and ends.
 */
@Command(
        name = "./vigie bench",
        description = {
            "Starts an installation of its own, measures it, prints a table, and leaves nothing behind.",
            "",
            "  feel       What people feel: from a click to the first event, from a verdict to the browser. The default.",
            "  scale      What an event costs in a run of 1 000 and in one of 100 000 tests (--tests names another number).",
            "  workers    Tests that wait on one, two and four worker processes, and with one killed in the middle.",
            "  dispatch   Gaps between tests and tests a second, beside BullMQ; needs Node, npm and a Redis (on Debian, it is fetched).",
            "  fanout     The gateway alone, with 5 000 connections, beside Flask-SocketIO; needs Python 3 (on Debian, the rest is fetched).",
            "  page       The report page with 10 000 tests in a real Chromium, and its first load; needs Node, npm and a Chromium (on Debian, it is fetched).",
            "",
            "What is demanded of a number is told below its table, as HELD or MISSED.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 measured; 1 a demand is missed or a run did not end as it must; 2 the words were not understood."
        },
        usageHelpWidth = 120)
public final class Bench implements Callable<Integer> {

    /** What can be measured. */
    enum Measurement {
        feel,
        scale,
        workers,
        dispatch,
        fanout,
        page
    }

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "One of those above.")
    private Measurement measurement = Measurement.feel;

    @Option(
            names = "--tests",
            paramLabel = "N",
            description = "How many tests the large run of scale has. Default: 100000.")
    private int tests = 100_000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    public static void main(String... words) {
        System.exit(new CommandLine(new Bench()).execute(words));
    }

    @Override
    public Integer call() throws Exception {
        if (tests < 1_000 || tests > 999_999) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --tests from 1000 to 999999, but it is %d.".formatted(tests));
        }
        boolean right = switch (measurement) {
            case feel -> feel();
            case scale -> new Scale(tests).run();
            case workers -> new Workers().run();
            case dispatch -> new Dispatch().run();
            case fanout -> Fanout.run();
            case page -> PageBench.run();
        };
        return right ? 0 : 1;
    }

    private static boolean feel() throws Exception {
        try (Vigie vigie = Vigie.start(1, Map.of())) {
            feel(vigie);
        }
        return true;
    }

    private static void feel(Vigie vigie) throws Exception {
        Runs runs = new Runs(vigie);
        Table.say("Warming up.");
        runs.throughput(500, 8);
        runs.sequentialGaps(200);

        Table.say("Measuring.");
        Latencies bare = new BareKafka(vigie.kafka()).produceToConsume();
        Latencies click = runs.clickToStart();
        Runs.Steady steady = runs.steady(2_000, 0.02, 8);
        Runs.Gaps gaps = runs.sequentialGaps(1_000);
        Runs.Throughput throughput = runs.throughput(3_000, 8);

        Table.say("");
        Table.say("%-52s %10s %10s %12s".formatted("what", "p50 ms", "p99 ms", "x bare p50"));
        row("bare Kafka, produce to consume at 1 000/s", bare, bare);
        row("click to campain_started", click, bare);
        row(
                "worker's test-finished to test_completed at %,.0f/s".formatted(steady.reportsPerSecond()),
                steady.verdicts(),
                bare);
        row("log line to test_log", steady.lines(), bare);
        row("sequential gap inside a slice", gaps.withinSlices(), bare);
        row("sequential gap across slices", gaps.acrossSlices(), bare);
        Table.say("");
        Table.say("%-52s %,10.0f /s".formatted("parallel no-op tests", throughput.testsPerSecond()));
        Table.say("%-52s %,10.0f /s"
                .formatted("history events, launch to projected report", throughput.projectedEventsPerSecond()));
    }

    private static void row(String what, Latencies latencies, Latencies bare) {
        Table.say("%-52s %10.2f %10.2f %12.1f"
                .formatted(what, latencies.p50(), latencies.p99(), latencies.p50() / bare.p50()));
    }
}
