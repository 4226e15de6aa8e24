package io.vigie.bench.page;

import io.vigie.bench.Demands;
import io.vigie.bench.Latencies;
import io.vigie.bench.Table;
import io.vigie.bench.fanout.HistoryWriter;
import io.vigie.bench.fanout.LoadedRun;
import io.vigie.bench.fanout.OwnPrograms;
import io.vigie.bench.fanout.ReadTimes;
import io.vigie.bench.fanout.StandIns;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.TestId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Progress;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.testclient.Client;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/**
 * A report of ten thousand tests in a real browser: how long it takes from the writing of an event to the changed row, whether the page scrolls
 * smoothly meanwhile, what a log of a million lines costs, how long the first load takes, and what Lighthouse says.
 */
public final class PageBench {

    private static final int TESTS = 10_000;
    private static final int LOGGED = 5_001;
    private static final int LINES = 1_000_000;
    private static final int EVENTS_PER_SECOND = 100;
    private static final int CHANGES_SECONDS = 24;
    private static final int SCROLL_SECONDS = 10;
    private static final int COLD_LOADS = 9;
    private static final long TICK_NANOS = 10_000_000;
    /** An attempt that no test has reached before the page is scrolled. */
    private static final int SCROLLING = 1_000;

    private static final double KILOBYTES = 1_024;

    private final Demands demands = new Demands();
    private final OwnPrograms programs;
    private final OwnPrograms.Started gateway;
    private final HistoryWriter writer;
    private final LoadedRun run;
    private final BrowserProcess browser;
    /** The last of the waiting tests that has begun and ended out of sight. */
    private int background;

    private PageBench(
            OwnPrograms programs,
            OwnPrograms.Started gateway,
            HistoryWriter writer,
            LoadedRun run,
            BrowserProcess browser) {
        this.programs = programs;
        this.gateway = gateway;
        this.writer = writer;
        this.run = run;
        this.browser = browser;
    }

    /** Measures everything, says it, and whether all demands are held. */
    public static boolean run() throws IOException, InterruptedException, GeneralSecurityException {
        try (StandIns standIns = new StandIns();
                OwnPrograms programs = new OwnPrograms(standIns.port())) {
            Table.say("Starting a broker, a gateway and a browser.");
            programs.broker();
            try (HistoryWriter writer = new HistoryWriter(programs.kafka());
                    OwnPrograms.Started gateway = programs.gateway(ReadTimes.OPTION)) {
                LoadedRun run = writer.start(1).getFirst();
                standIns.answer(new ReportStandIn(run, TESTS, LOGGED, LINES)::answer);
                var about = Client.JSON
                        .createObjectNode()
                        .put("url", "http://127.0.0.1:" + gateway.port())
                        .put("token", standIns.token("user-0"))
                        .put("run", run.id().value())
                        .put("tests", TESTS);
                try (BrowserProcess browser = new BrowserProcess(about)) {
                    return new PageBench(programs, gateway, writer, run, browser).measure();
                }
            }
        }
    }

    private boolean measure() throws IOException, InterruptedException {
        sayHowBusy();
        firstLoad();
        List<Integer> visible = open();
        changes(visible);
        scroll(visible);
        log();
        lighthouse();
        Table.say("");
        sayHowBusy();
        return demands.areHeld();
    }

    /** Times of a browser say little where others want the same cores. */
    private static void sayHowBusy() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        Table.say("This machine: %d cores, load average %.1f"
                .formatted(system.getAvailableProcessors(), system.getSystemLoadAverage()));
    }

    private void firstLoad() throws IOException, InterruptedException {
        Table.say("");
        Table.say("%-34s %12s %12s %12s %12s %16s"
                .formatted(
                        "first load, nothing cached, ms",
                        "document",
                        "first paint",
                        "rows shown",
                        "key handled",
                        "thread's work"));
        JsonNode loads = browser.ask("load", COLD_LOADS);
        Latencies interactive = new Latencies();
        for (JsonNode load : loads.path("loads")) {
            interactive.add(Math.round(load.path("interactive").asDouble() * 1_000));
            Table.say("%-34s %12.0f %12.0f %12.0f %12.0f %16.0f"
                    .formatted(
                            "",
                            load.path("document").asDouble(),
                            load.path("paint").asDouble(),
                            load.path("rows").asDouble(),
                            load.path("interactive").asDouble(),
                            load.path("worked").asDouble()));
        }
        double kilobytes = loads.path("scriptBytes").asDouble() / KILOBYTES;
        Table.say("%d scripts, %.1f KB compressed (%s)"
                .formatted(
                        loads.path("scripts").asInt(),
                        kilobytes,
                        loads.path("encodings").asString()));
        demands.below("script of the report page, compressed, in KB", kilobytes, 300);
        demands.below("first load until a key is handled, p50 in ms", interactive.p50(), 2_000);
        demands.below("the same, the slowest of %d".formatted(interactive.count()), interactive.millis(1), 2_000);
    }

    /** @return the waiting tests whose rows are in view */
    private List<Integer> open() throws IOException, InterruptedException {
        List<Integer> visible = new ArrayList<>();
        browser.ask("open").path("visible").forEach(test -> visible.add(test.asInt()));
        background = visible.getLast() + TESTS / 100;
        return visible;
    }

    private void changes(List<Integer> visible) throws IOException, InterruptedException {
        ShownChanges changes = new ShownChanges();
        List<Sent> sent = new ArrayList<>();
        long begun = System.nanoTime();
        double cpu = gateway.cost().cpuSeconds();
        write(visible, ShownChanges.running(1), sent, () -> System.nanoTime() - begun < CHANGES_SECONDS * 1e9);
        double seconds = (System.nanoTime() - begun) / 1e9;
        cpu = gateway.cost().cpuSeconds() - cpu;
        JsonNode shown =
                browser.ask("shown", sent.getLast().test(), sent.getLast().stage());
        ReadTimes read = ReadTimes.of(gateway, programs.folder());
        sent.forEach(one -> changes.changed(one.test(), one.stage(), one.micros(), read.micros(one.place())));
        shown.path("shown")
                .forEach(one -> changes.shown(
                        one.get(0).asInt(),
                        one.get(1).asInt(),
                        Math.round(one.get(2).asDouble())));
        ShownChanges.Outcome outcome = changes.outcome();
        Table.say("");
        Table.say(
                "%d rows, %d of them in view, %d visible changes and as many out of sight in %.1f s (gateway %.0f %% of a core)"
                        .formatted(
                                shown.path("rows").asInt(), visible.size(), sent.size(), seconds, 100 * cpu / seconds));
        Table.say("%-44s %9s %9s %9s %9s".formatted("", "p50 ms", "p95 ms", "p99 ms", "most ms"));
        say("from the record's writing to the row", outcome.fromWriting());
        say("from the gateway's reading to the row", outcome.fromReading());
        demands.atLeast("events a second", 2 * sent.size() / seconds, 0.95 * EVENTS_PER_SECOND);
        demands.atLeast("visible changes", outcome.fromWriting().count(), 1_000);
        demands.atMost("changes that were never shown", outcome.missing(), 0);
        demands.below(
                "from the record's writing to the changed row, p95 in ms",
                outcome.fromWriting().millis(0.95),
                100);
    }

    private static void say(String what, Latencies latencies) {
        Table.say("%-44s %9.1f %9.1f %9.1f %9.1f"
                .formatted(what, latencies.p50(), latencies.millis(0.95), latencies.p99(), latencies.millis(1)));
    }

    /** A visible change: which test, which stage, when it was written, and where it landed. */
    private record Sent(int test, int stage, long micros, long place) {}

    /**
     * Writes at a steady pace what the coordinator writes, every ten milliseconds in one transaction whatever is due: in turn a change of a row that is in view
     * and an event of a test that is not.
     *
     * @param first the stage that each row in view reaches first
     * @param sent is given the visible changes
     */
    private void write(List<Integer> visible, int first, List<Sent> sent, BooleanSupplier goesOn) {
        long begun = System.nanoTime();
        long due = begun;
        for (int written = 0; goesOn.getAsBoolean(); ) {
            int wanted = (int) ((System.nanoTime() - begun) * EVENTS_PER_SECOND / 1e9) + 1;
            List<RunEvent> events = new ArrayList<>();
            List<Sent> changes = new ArrayList<>();
            for (; written < wanted; written++) {
                int turn = written / 2;
                if (written % 2 == 0) {
                    int test = visible.get(turn % visible.size());
                    int stage = first + turn / visible.size();
                    events.add(toStage(test, stage));
                    changes.add(new Sent(test, stage, micros(Instant.now()), -1));
                } else {
                    events.add(background(turn));
                    changes.add(new Sent(0, 0, 0, -1));
                }
            }
            if (!events.isEmpty()) {
                List<Long> places = writer.write(run, events);
                for (int i = 0; i < places.size(); i++) {
                    Sent change = changes.get(i);
                    if (change.test() > 0) {
                        sent.add(new Sent(change.test(), change.stage(), change.micros(), places.get(i)));
                    }
                }
            }
            due = Math.max(due + TICK_NANOS, System.nanoTime() - 10 * TICK_NANOS);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private RunEvent toStage(int test, int stage) {
        TestId id = TestId.of(ReportStandIn.testId(test));
        return stage == ShownChanges.running(stage / 2)
                ? new RunEvent.TestStarted(
                        ProjectId.COMMON, run.id(), id, stage / 2, WorkerId.of("worker-1"), Instant.now())
                : new RunEvent.TestQueued(
                        ProjectId.COMMON,
                        run.id(),
                        id,
                        test,
                        1,
                        ReportStandIn.name(test),
                        stage / 2,
                        QueueReason.RETRIED,
                        false);
    }

    private RunEvent background(int turn) {
        if (turn % 2 == 0) {
            background++;
            return toStage(background, ShownChanges.running(1));
        }
        return new RunEvent.TestFinished(
                ProjectId.COMMON,
                run.id(),
                TestId.of(ReportStandIn.testId(background)),
                1,
                Outcome.PASSED,
                Instant.now(),
                15,
                null,
                Map.of(),
                "",
                // A verdict waits for the lines that it counts.
                0,
                "",
                false,
                Progress.of(TESTS / 2 + background, TESTS));
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private void scroll(List<Integer> visible) throws IOException, InterruptedException {
        CompletableFuture<JsonNode> scrolling = browser.begin("scroll", List.of(SCROLL_SECONDS));
        write(visible, ShownChanges.waiting(SCROLLING), new ArrayList<>(), scrolling::isDone);
        JsonNode scrolled = browser.answer(scrolling);
        Table.say("");
        Table.say(
                "scrolling through %d rows at %d events/s for %d s: %d of %d frames came late, the longest after %.0f ms, p95 %.0f ms; %d long tasks, the longest %.0f ms; %d looks at an empty place of %d; at most %d rows in the document"
                        .formatted(
                                scrolled.path("rows").asInt(),
                                EVENTS_PER_SECOND,
                                SCROLL_SECONDS,
                                scrolled.path("late").asInt(),
                                scrolled.path("frames").asInt(),
                                scrolled.path("longestFrame").asDouble(),
                                scrolled.path("p95Frame").asDouble(),
                                scrolled.path("longTasks").asInt(),
                                scrolled.path("longestTask").asDouble(),
                                scrolled.path("empty").asInt(),
                                scrolled.path("looks").asInt(),
                                scrolled.path("inDocument").asInt()));
        demands.below(
                "longest task while scrolling, in ms",
                scrolled.path("longestTask").asDouble(),
                100);
        demands.atMost(
                "looks at an empty place while scrolling",
                scrolled.path("empty").asInt(),
                0);
        demands.below("rows in the document", scrolled.path("inDocument").asInt(), 200);
    }

    private void log() throws IOException, InterruptedException {
        JsonNode log = browser.ask("log", LOGGED, LINES);
        Table.say("");
        Table.say(
                "a log of %,d lines: opened in %.0f ms, at the middle in %.0f ms, at the beginning in %.0f ms, at the end in %.0f ms; %,d parts looked at in %.1f s; heap %.1f MB before, %.1f MB open, %.1f MB at the end; at most %d lines in the document"
                        .formatted(
                                LINES,
                                log.path("open").asDouble(),
                                log.path("middle").asDouble(),
                                log.path("beginning").asDouble(),
                                log.path("end").asDouble(),
                                log.path("parts").asInt(),
                                log.path("sweep").asDouble() / 1_000,
                                log.path("heapBefore").asDouble() / 1e6,
                                log.path("heapOpen").asDouble() / 1e6,
                                log.path("heapAfter").asDouble() / 1e6,
                                log.path("inDocument").asInt()));
        Table.say("a link to one of the %,d tests: its row in view after %.0f ms"
                .formatted(TESTS, log.path("permalink").asDouble()));
        demands.below(
                "slowest way to a line of a million, in ms",
                Math.max(
                        log.path("middle").asDouble(),
                        Math.max(
                                log.path("beginning").asDouble(),
                                log.path("end").asDouble())),
                1_000);
        demands.below(
                "growth of the page's heap by reading it all, in MB",
                (log.path("heapAfter").asDouble() - log.path("heapBefore").asDouble()) / 1e6,
                64);
        demands.below("lines in the document", log.path("inDocument").asInt(), 200);
    }

    private void lighthouse() throws IOException, InterruptedException {
        Table.say("");
        for (String path : List.of("/reports/" + run.id(), "/")) {
            JsonNode said = browser.ask("lighthouse", path);
            String page = path.length() == 1 ? "home" : "report";
            Table.say("Lighthouse %s, %s: accessibility %.0f, best practices %.0f"
                    .formatted(
                            said.path("version").asString(),
                            page,
                            said.path("accessibility").asDouble(),
                            said.path("best-practices").asDouble()));
            said.path("against").forEach(audit -> Table.say("  " + audit.asString()));
            demands.atLeast(
                    "accessibility of the %s page".formatted(page),
                    said.path("accessibility").asDouble(),
                    100);
            demands.atLeast(
                    "best practices of the %s page".formatted(page),
                    said.path("best-practices").asDouble(),
                    100);
        }
    }
}
