package io.vigie.bench.fanout;

import io.vigie.bench.Demands;
import io.vigie.bench.Latencies;
import io.vigie.bench.ProgramCost;
import io.vigie.bench.Table;
import io.vigie.bench.fanout.WatcherProcess.Heard;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The live streams under load: what a connection costs, how long an event takes to the last of its clients, how many deliveries a second there may be,
 * what reports cost that nobody watches, and what a slow reader does to the others. Beside it, in the same run, a Flask-SocketIO server.
 */
public final class Fanout {

    private static final int CONNECTIONS = 5_000;
    private static final int WATCHED = 500;
    private static final int USERS = 50;
    private static final double EVENTS = 1_000;
    private static final double KILOBYTES = 1_024;

    /** How long a measurement waits for what is still under way, since the last event that came. */
    private static final long PATIENCE_MILLIS = 3_000;

    private static final double[] RATES = {60, 250, 500, 750, 1_000, 1_500, 2_000, 3_000};
    private static final double[] FLASK_RATES = {15, 30, 60, 75, 90, 120};
    private static final int[] UNWATCHED = {0, 1_000, 10_000};
    private static final long BURST_MILLIS = 3_000;
    private static final int ROOM = 200;
    private static final int QUICK = 50;
    private static final int SLOW_BYTES = 5_000;

    private final Demands demands = new Demands();
    private final OwnPrograms programs;
    private final StandIns standIns;
    private final WatcherProcess watchers;
    private final HistoryWriter writer;
    private double mostDeliveries;

    private Fanout(OwnPrograms programs, StandIns standIns, WatcherProcess watchers, HistoryWriter writer) {
        this.programs = programs;
        this.standIns = standIns;
        this.watchers = watchers;
        this.writer = writer;
    }

    /**
     * What became of a load.
     *
     * @param deliveries how many events came to clients, a second, until the last of them
     * @param missing how many events did not come, or came twice
     * @param fromReading from the server's reading a record to the last of its clients having it
     * @param fromWriting from the record's writing on
     * @param serverCpu processor time of the server, in seconds
     * @param clientCpu the same of those who watch
     * @param records how many were written
     */
    private record Outcome(
            double deliveries,
            long missing,
            Latencies fromReading,
            Latencies fromWriting,
            double serverCpu,
            double clientCpu,
            int records,
            double seconds) {

        boolean keepsUp() {
            return missing == 0 && fromWriting.p99() < 1_000;
        }
    }

    /** Measures everything, says it, and whether all demands are held. */
    public static boolean run() throws IOException, InterruptedException, GeneralSecurityException {
        try (StandIns standIns = new StandIns();
                OwnPrograms programs = new OwnPrograms(standIns.port())) {
            Table.say("Starting a broker, a gateway and those who watch.");
            programs.broker();
            List<String> tokens = new ArrayList<>();
            for (int user = 0; user < USERS; user++) {
                tokens.add(standIns.token("user-" + user));
            }
            try (WatcherProcess watchers = new WatcherProcess(programs.folder(), tokens);
                    HistoryWriter writer = new HistoryWriter(programs.kafka())) {
                return new Fanout(programs, standIns, watchers, writer).measure();
            }
        }
    }

    private boolean measure() throws IOException, InterruptedException {
        try (OwnPrograms.Started gateway = programs.gateway(ReadTimes.OPTION)) {
            warmUp(gateway, Wire.WEBSOCKET);
            connections(gateway, Wire.WEBSOCKET);
            oneRun(gateway);
            mostDeliveries(gateway);
            unwatched(gateway);
            slowReader(gateway);
        }
        try (OwnPrograms.Started gateway = programs.gateway(ReadTimes.OPTION)) {
            warmUp(gateway, Wire.SSE);
            connections(gateway, Wire.SSE);
        }
        flask();
        Table.say("");
        return demands.areHeld();
    }

    private void warmUp(OwnPrograms.Started gateway, Wire wire) throws IOException, InterruptedException {
        Table.say("Warming up over %s.".formatted(wire));
        List<LoadedRun> runs = runs(10, 5);
        watchers.open("warm", wire, gateway.port(), 50, runs, "");
        writer.load(runs, EVENTS, 10);
        watchers.close("warm");
    }

    private List<LoadedRun> runs(int count, int watchersEach) {
        List<LoadedRun> runs = writer.start(count);
        runs.forEach(run -> {
            run.watchedBy(watchersEach);
            standIns.report(run);
        });
        return runs;
    }

    /** What connections cost, and whether events still come in time when there are so many. */
    private void connections(OwnPrograms.Started gateway, Wire wire) throws IOException, InterruptedException {
        ProgramCost cost = gateway.cost();
        double heapBefore = cost.liveHeapMegabytes();
        double residentBefore = cost.residentMegabytes();
        List<LoadedRun> runs = runs(WATCHED, CONNECTIONS / WATCHED);
        long millis = watchers.open("many", wire, gateway.port(), CONNECTIONS, runs, "");
        double heap = (cost.liveHeapMegabytes() - heapBefore) * KILOBYTES / CONNECTIONS;
        double resident = (cost.residentMegabytes() - residentBefore) * KILOBYTES / CONNECTIONS;
        Table.say("");
        Table.say(
                "%,d connections over %s, opened in %.1f s: %.1f KB of live heap each, resident memory grew by %.1f KB each (%.0f MB in all)"
                        .formatted(CONNECTIONS, wire, millis / 1_000.0, heap, resident, cost.residentMegabytes()));
        demands.below("live heap per connection over %s, in KB".formatted(wire), heap, 50);
        demands.below("resident growth per connection over %s, in KB".formatted(wire), resident, 50);
        head();
        String what = "%,d clients of %d reports over %s".formatted(CONNECTIONS, WATCHED, wire);
        // A gateway that was started a minute ago is still being compiled; that is said, but nothing is demanded of it.
        say(what + ", at first", load(gateway, runs, EVENTS, 15));
        Outcome outcome = load(gateway, runs, EVENTS, 15);
        say(what, outcome);
        demands.atMost("events missed by %,d clients over %s".formatted(CONNECTIONS, wire), outcome.missing(), 0);
        demands.below(
                "reading to the last client, %,d clients over %s, p99 in ms".formatted(CONNECTIONS, wire),
                outcome.fromReading().p99(),
                50);
        watchers.close("many");
    }

    /** One report that many watch. */
    private void oneRun(OwnPrograms.Started gateway) throws IOException, InterruptedException {
        Table.say("");
        head();
        for (int clients : new int[] {1, 10, 50, 100}) {
            List<LoadedRun> runs = runs(1, clients);
            watchers.open("one", Wire.WEBSOCKET, gateway.port(), clients, runs, "");
            Outcome outcome = load(gateway, runs, EVENTS, 10);
            say("%d clients of one report".formatted(clients), outcome);
            if (clients == 50) {
                demands.below(
                        "reading to the last of 50 clients, p99 in ms",
                        outcome.fromReading().p99(),
                        50);
            }
            watchers.close("one");
        }
    }

    private void mostDeliveries(OwnPrograms.Started gateway) throws IOException, InterruptedException {
        Table.say("");
        head();
        double most = 0;
        for (double rate : RATES) {
            List<LoadedRun> runs = runs(1, ROOM);
            watchers.open("room", Wire.WEBSOCKET, gateway.port(), ROOM, runs, "");
            Outcome outcome = load(gateway, runs, rate, 8);
            say("%d clients of one report".formatted(ROOM), outcome);
            watchers.close("room");
            if (!outcome.keepsUp()) {
                break;
            }
            most = Math.max(most, outcome.deliveries());
        }
        mostDeliveries = most;
        demands.above("most deliveries a second", most, 100_000);
    }

    /** The same watched reports beside ever more that nobody watches; the better of two rounds, since the machine is not ours alone. */
    private void unwatched(OwnPrograms.Started gateway) throws IOException, InterruptedException {
        Table.say("");
        List<LoadedRun> watched = runs(10, 1);
        watchers.open("few", Wire.WEBSOCKET, gateway.port(), 10, watched, "");
        Table.say("%-52s %12s %14s %10s %10s"
                .formatted("reports that nobody watches", "records/s", "gateway us each", "p50 ms", "p99 ms"));
        Map<Integer, Double> each = new TreeMap<>();
        for (int round = 0; round < 2; round++) {
            for (int others : UNWATCHED) {
                List<LoadedRun> turn = inTurn(watched, writer.start(others));
                // Their beginning is a burst of its own, whose lines wait a second for tests that never start.
                Thread.sleep(BURST_MILLIS);
                Outcome outcome = load(gateway, turn, EVENTS, 6);
                double micros = outcome.serverCpu() * 1e6 / outcome.records();
                each.merge(others, micros, Math::min);
                Table.say("%-44d %12.0f %14.0f %10.2f %10.2f"
                        .formatted(
                                others,
                                outcome.records() / outcome.seconds(),
                                micros,
                                outcome.fromReading().p50(),
                                outcome.fromReading().p99()));
            }
        }
        double none = each.getOrDefault(0, Double.NaN);
        each.forEach((others, micros) -> {
            if (others > 0) {
                demands.atMost(
                        "cost of a record beside %,d reports that nobody watches, over that beside none"
                                .formatted(others),
                        micros / none,
                        1.25);
            }
        });
        watchers.close("few");
    }

    /** Every second record is of a watched report, or all are when there are no others. */
    private static List<LoadedRun> inTurn(List<LoadedRun> watched, List<LoadedRun> others) {
        List<LoadedRun> turn = new ArrayList<>(watched);
        for (int i = 0; i < others.size(); i++) {
            turn.add(watched.get(i % watched.size()));
            turn.add(others.get(i));
        }
        return turn;
    }

    /** One who reads slowly beside fifty who do not. */
    private void slowReader(OwnPrograms.Started gateway) throws IOException, InterruptedException {
        Table.say("");
        head();
        List<LoadedRun> runs = runs(1, QUICK);
        watchers.open("quick", Wire.WEBSOCKET, gateway.port(), QUICK, runs, "");
        say("%d clients of one report".formatted(QUICK), load(gateway, runs, EVENTS, 10));
        watchers.close("quick");

        runs = runs(1, QUICK);
        watchers.open("quick", Wire.WEBSOCKET, gateway.port(), QUICK, runs, "");
        watchers.open(WatcherProcess.ASIDE, Wire.WEBSOCKET, gateway.port(), 1, runs, "");
        watchers.slow(WatcherProcess.ASIDE, SLOW_BYTES);
        // Long enough for what a socket holds, and what may wait for a client, to be full.
        Outcome beside = load(gateway, runs, EVENTS, 30);
        say("the same beside one that reads %d KB/s".formatted(SLOW_BYTES / 1_000), beside);
        demands.atMost("events missed by the quick beside a slow one", beside.missing(), 0);
        demands.below(
                "reading to the last of %d beside a slow one, p99 in ms".formatted(QUICK),
                beside.fromReading().p99(),
                50);
        watchers.slow(WatcherProcess.ASIDE, 0);
        long all = 4L * (beside.records() / 3);
        Heard slow = heard(all);
        Table.say("the slow one: %,d of %,d events, then %s".formatted(slow.events(), all, slow.cut()));
        JsonNode cut = JsonMapper.shared().readTree(slow.cut().isEmpty() ? "{}" : slow.cut());
        boolean told = cut.path("data").path("reason").asString("").equals("too-slow");
        demands.atLeast("slow ones that were told why, and from where to resume", told ? 1 : 0, 1);
        watchers.close(WatcherProcess.ASIDE);
        if (told) {
            watchers.open(
                    WatcherProcess.ASIDE,
                    Wire.WEBSOCKET,
                    gateway.port(),
                    1,
                    runs,
                    cut.path("id").asString());
            Heard again = heard(all - slow.events());
            Table.say("it resumed and got %,d more".formatted(again.events()));
            demands.atMost("events that the slow one missed", Math.abs(all - slow.events() - again.events()), 0);
            watchers.close(WatcherProcess.ASIDE);
        }
        watchers.close("quick");
    }

    /** What the one aside has heard when it was cut, or has that many events, or nothing comes any more. */
    private Heard heard(long events) throws IOException, InterruptedException {
        Heard heard = watchers.heard(WatcherProcess.ASIDE);
        long lastChange = System.nanoTime();
        while (heard.cut().isEmpty()
                && heard.events() < events
                && System.nanoTime() - lastChange < PATIENCE_MILLIS * 1_000_000) {
            Thread.sleep(20);
            Heard now = watchers.heard(WatcherProcess.ASIDE);
            if (now.events() != heard.events()) {
                lastChange = System.nanoTime();
            }
            heard = now;
        }
        return heard;
    }

    private void flask() throws IOException, InterruptedException {
        List<String> samples = watchers.samples();
        Table.say("");
        head();
        try (FlaskServer server = new FlaskServer(programs.folder().resolve("flask.log"))) {
            LoadedRun run = runs(1, ROOM).getFirst();
            watchers.open("flask", Wire.SOCKET_IO, server.port(), ROOM, List.of(run), "");
            int next = 0;
            double most = 0;
            server.load(samples, run.id().value(), next, 15, 3);
            for (double rate : FLASK_RATES) {
                watchers.clear();
                double server0 = server.cost().cpuSeconds();
                double client0 = watchers.cost().cpuSeconds();
                int[] tests = server.load(samples, run.id().value(), next, rate, 6);
                next = tests[1];
                settle(4L * (tests[1] - tests[0]) * ROOM);
                Map<Long, Long> read = server.readMicros();
                Map<Long, Long> sent = server.sentMicros();
                Outcome outcome = outcome(
                        tests,
                        server.cost().cpuSeconds() - server0,
                        watchers.cost().cpuSeconds() - client0,
                        number -> ROOM,
                        number -> read.getOrDefault((long) number, -1L),
                        number -> sent.getOrDefault((long) number, -1L));
                say("Flask-SocketIO, %d clients of one report".formatted(ROOM), outcome);
                if (!outcome.keepsUp()) {
                    break;
                }
                most = Math.max(most, outcome.deliveries());
            }
            Table.say("most deliveries a second: %,.0f, and %,.0f by Flask-SocketIO: %.1f times as many"
                    .formatted(mostDeliveries, most, mostDeliveries / most));
        }
    }

    private Outcome load(OwnPrograms.Started gateway, List<LoadedRun> runs, double rate, double seconds)
            throws IOException, InterruptedException {
        watchers.clear();
        double server = gateway.cost().cpuSeconds();
        double client = watchers.cost().cpuSeconds();
        int[] tests = writer.load(runs, rate, seconds);
        HistoryWriter.Written written = writer.written();
        long expected = 0;
        for (int test = tests[0]; test < tests[1]; test++) {
            // A verdict is two events: the test's, and the progress.
            expected += 4L * written.watchers(Tally.number(test, Tally.STARTED));
        }
        settle(expected);
        double serverCpu = gateway.cost().cpuSeconds() - server;
        double clientCpu = watchers.cost().cpuSeconds() - client;
        ReadTimes read = ReadTimes.of(gateway, programs.folder());
        return outcome(
                tests,
                serverCpu,
                clientCpu,
                written::watchers,
                number -> read.micros(written.place(number)),
                written::sentMicros);
    }

    /** Waits until so many events came, or none come any more. */
    private void settle(long expected) throws IOException, InterruptedException {
        long events = watchers.events();
        long lastChange = System.nanoTime();
        while (events < expected && System.nanoTime() - lastChange < PATIENCE_MILLIS * 1_000_000) {
            Thread.sleep(20);
            long now = watchers.events();
            if (now != events) {
                lastChange = System.nanoTime();
                events = now;
            }
        }
    }

    private interface OfNumber {
        long of(int number);
    }

    private Outcome outcome(
            int[] tests, double serverCpu, double clientCpu, OfNumber watching, OfNumber read, OfNumber sent)
            throws IOException {
        LastHeard heard = LastHeard.read(watchers.write());
        Latencies fromReading = new Latencies();
        Latencies fromWriting = new Latencies();
        long missing = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (int number = Tally.number(tests[0], 0); number < Tally.number(tests[1], 0); number++) {
            first = Math.min(first, sent.of(number));
            if (watching.of(number) == 0) {
                continue;
            }
            missing += Math.abs(watching.of(number) - heard.count(number));
            if (heard.count(number) > 0) {
                last = Math.max(last, heard.lastMicros(number));
                fromWriting.add(heard.lastMicros(number) - sent.of(number));
                if (read.of(number) >= 0) {
                    fromReading.add(heard.lastMicros(number) - read.of(number));
                }
            }
        }
        double seconds = (last - first) / 1e6;
        return new Outcome(
                watchers.events() / seconds,
                missing,
                fromReading,
                fromWriting,
                serverCpu,
                clientCpu,
                3 * (tests[1] - tests[0]),
                seconds);
    }

    private static void head() {
        Table.say("%-52s %9s %12s %8s %9s %9s %9s %9s %7s %7s"
                .formatted(
                        "",
                        "records/s",
                        "deliveries/s",
                        "missing",
                        "p50 ms",
                        "p99 ms",
                        "w p50 ms",
                        "w p99 ms",
                        "server",
                        "client"));
    }

    private static void say(String what, Outcome outcome) {
        Table.say("%-52s %9.0f %,12.0f %8d %9.2f %9.2f %9.2f %9.2f %6.0f%% %6.0f%%"
                .formatted(
                        what,
                        outcome.records() / outcome.seconds(),
                        outcome.deliveries(),
                        outcome.missing(),
                        outcome.fromReading().p50(),
                        outcome.fromReading().p99(),
                        outcome.fromWriting().p50(),
                        outcome.fromWriting().p99(),
                        100 * outcome.serverCpu() / outcome.seconds(),
                        100 * outcome.clientCpu() / outcome.seconds()));
    }
}
