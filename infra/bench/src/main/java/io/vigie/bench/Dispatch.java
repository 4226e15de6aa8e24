package io.vigie.bench;

import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import java.util.Map;

/**
 * How long nothing happens between two tests, and how many that do nothing are done in a second, beside BullMQ on the same machine.
 *
 * <p>Tests that do nothing are faster than the coordinator: at the end of a slice it still reads what was said of it. What a test waits
 * for when its worker has come to the end of what it was given is measured with tests that take a while, in slices short enough for there to
 * be many. While no other run waits for workers, a worker is given more before it comes to the end; both are counted.
 */
final class Dispatch {

    private static final int SLOTS = 8;

    /** The longest gaps at the median, in milliseconds. */
    private static final double WITHIN_SLICES = 0.5;

    private static final double ACROSS_SLICES = 20;

    private static final double WHILE_SECONDS = 0.05;
    private static final String SHORT_SLICES = "250ms";

    /** Whether the gaps are as short as they should be. */
    boolean run() throws Exception {
        try (Vigie vigie = Vigie.start(
                1,
                Map.of(
                        "VIGIE_WORKER_SLOTS",
                        Integer.toString(SLOTS),
                        "VIGIE_COORDINATOR_SEQUENTIALSLICE",
                        SHORT_SLICES))) {
            Runs runs = new Runs(vigie);
            Table.say("Warming up.");
            runs.throughput(1_000, SLOTS);
            runs.sequentialGaps(300);
            runs.sequentialGaps(100, Client.pause(WHILE_SECONDS));
            Table.say("Measuring.");
            BullMq.Measured before = BullMq.measure(SLOTS);
            Runs.Gaps gaps = runs.sequentialGaps(2_000);
            Runs.Gaps measured = runs.sequentialGaps(400, Client.pause(WHILE_SECONDS));
            Runs.Throughput throughput = runs.throughput(5_000, SLOTS);
            BullMq.Measured after = BullMq.measure(SLOTS);

            double gap = (before.gapP50() + after.gapP50()) / 2;
            double gap99 = (before.gapP99() + after.gapP99()) / 2;
            double perSecond = (before.parallelPerSecond() + after.parallelPerSecond()) / 2;
            Table.say("");
            Table.say("%-44s %10s %10s %10s".formatted("", "Vigie", "BullMQ", "ratio"));
            row("gap inside a slice, p50 ms", gaps.withinSlices().p50(), gap);
            row("gap inside a slice, p99 ms", gaps.withinSlices().p99(), gap99);
            row("gap across slices, p50 ms", measured.acrossSlices().p50(), gap);
            row("gap across slices, p99 ms", measured.acrossSlices().p99(), gap99);
            row("the same, tests that do nothing, p50 ms", gaps.acrossSlices().p50(), gap);
            row("parallel, tests or jobs a second", throughput.testsPerSecond(), perSecond);
            Table.say("");
            Table.say(
                    "BullMQ was measured before and after Vigie (gap p50 %.2f and %.2f ms, %,.0f and %,.0f a second); both take %d at once."
                            .formatted(
                                    before.gapP50(),
                                    after.gapP50(),
                                    before.parallelPerSecond(),
                                    after.parallelPerSecond(),
                                    SLOTS));
            said("tests of 50 ms", measured);
            said("tests that do nothing", gaps);
            Table.say("");
            return new Demands()
                    .below("gap inside a slice, p50 ms", gaps.withinSlices().p50(), WITHIN_SLICES)
                    .below("gap across slices, p50 ms", measured.acrossSlices().p50(), ACROSS_SLICES)
                    .areHeld();
        }
    }

    private static void said(String what, Runs.Gaps gaps) {
        int times = gaps.acrossSlices().count();
        Table.say("With %s, the worker was given more %d times: %d times ahead of time, %d times in a new slice."
                .formatted(what, times, times - gaps.newSlices(), gaps.newSlices()));
    }

    private static void row(String what, double vigie, double bullMq) {
        Table.say("%-44s %10.2f %10.2f %10.2f".formatted(what, vigie, bullMq, vigie / bullMq));
    }
}
