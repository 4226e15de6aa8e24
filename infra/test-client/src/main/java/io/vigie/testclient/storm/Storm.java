package io.vigie.testclient.storm;

import io.vigie.testclient.Client;
import io.vigie.testclient.Vigie;
import io.vigie.testclient.Vigie.ProgramNow;
import io.vigie.testclient.workload.TestedSystem;
import io.vigie.testclient.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/**
 * Runs of mixed tests, watched over every transport through a {@link StormyNetwork} while the gateway is killed: in the end each watcher must
 * know, of each run that it watched, exactly what the report itself answers. Bounded in time.
 */
public final class Storm {

    /** What an installation under proof is started with: a silent connection is noticed within seconds. */
    public static final Map<String, String> ENVIRONMENT =
            Map.of("VIGIE_LIVE_HEARTBEAT", "1s", "VIGIE_LIVE_CONNECTIONSPERUSER", "2000");

    /** Long enough for a gateway to start and for all to come back, on a busy machine too. */
    static final Duration BETWEEN_KILLS = Duration.ofSeconds(8);

    private static final int TRANSPORTS = 3;
    private static final int RUNS_PER_WATCHER = 3;

    /** Runs are to go on while the gateway is killed: their tests wait more than they work. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private static final int WARMING_TESTS = 100;
    private static final Duration WARMING = Duration.ofMinutes(4);
    private static final int PAGE = 1_000;
    private static final long MILLIS_BETWEEN_LOOKS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vigie vigie;
    private final Settings settings;
    private final Consumer<String> teller;
    private final List<String> wrong = new ArrayList<>();

    /**
     * @param seed of every choice
     * @param testsPerRun at most what one snapshot holds
     * @param kills how often the gateway is killed
     * @param betweenKills how long it serves before it is killed
     * @param limit from the first launch to the last watcher's end
     */
    public record Settings(
            long seed, int watchers, int runs, int testsPerRun, int kills, Duration betweenKills, Duration limit) {}

    /** @param vigie started with {@link #ENVIRONMENT} */
    public Storm(Vigie vigie, Settings settings, Consumer<String> teller) {
        this.vigie = vigie;
        this.settings = settings;
        this.teller = teller;
    }

    /** Does all of it. */
    public StormOutcome run() throws Exception {
        Random random = new Random(settings.seed());
        Client calm = Client.loggedIn(vigie);
        List<Watcher> watchers = new ArrayList<>();
        try (TestedSystem target = new TestedSystem();
                StormyNetwork network = new StormyNetwork(portOf(vigie), random.nextLong());
                ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<String> offered = Workload.offered(calm);
            warm(calm, new Workload(random, target.url(), offered), hands);
            Workload work = new Workload(random, target.url(), offered, LONGEST_PAUSE);
            Instant begun = Instant.now();
            Instant deadline = begun.plus(settings.limit());
            List<String> runs = launch(calm, work);
            teller.accept("%d runs of %d tests are launched.".formatted(runs.size(), settings.testsPerRun()));
            Client stormy = calm.at("http://127.0.0.1:" + network.port());
            for (int number = 0; number < settings.watchers(); number++) {
                Watcher watcher = watcher(number, stormy, some(runs, number), random.nextLong());
                watchers.add(watcher);
                hands.execute(watcher);
            }
            while (Instant.now().isBefore(deadline)
                    && watchers.stream().filter(Watcher::hasBegun).count() < watchers.size() / 2) {
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
            }
            int killed = killTheGateway(begun, () -> watchers.stream().allMatch(Watcher::isDone), deadline);
            while (Instant.now().isBefore(deadline) && !watchers.stream().allMatch(Watcher::isDone)) {
                TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
            }
            Duration took = Duration.between(begun, Instant.now());
            hands.shutdownNow();
            String account = network.account();
            int cuts = network.cuts();
            if (killed < settings.kills()) {
                wrong.add("the gateway was killed only %d times before everything was over".formatted(killed));
            }
            watchers.forEach(this::complain);
            int compared = compare(calm, watchers, runs);
            return outcome(watchers, took, account, cuts, killed, compared);
        }
    }

    /** One run in fair weather, watched in every way: what is proven is what a network does, and not what a cold machine does. */
    private void warm(Client calm, Workload work, ExecutorService hands) {
        String run = calm.launch(calm.largeCampaign(work.tests(WARMING_TESTS, "warm")), Map.of("parallelism", 8));
        List<Watcher> watchers = IntStream.range(0, TRANSPORTS)
                .mapToObj(number -> watcher(number, calm, List.of(run), number))
                .toList();
        watchers.forEach(hands::execute);
        Awaitility.await().atMost(WARMING).until(() -> watchers.stream().allMatch(Watcher::isDone));
        teller.accept(vigie.settle(WARMING) ? "It is warm." : "It is warm, but for the gateway's starts.");
    }

    private static int portOf(Vigie vigie) {
        return Integer.parseInt(vigie.url().substring(vigie.url().lastIndexOf(':') + 1));
    }

    private List<String> launch(Client client, Workload work) {
        int campaigns = Math.min(4, settings.runs());
        List<String> ready = IntStream.range(0, campaigns)
                .mapToObj(number -> client.largeCampaign(work.tests(settings.testsPerRun(), "s" + number)))
                .toList();
        return IntStream.range(0, settings.runs())
                .mapToObj(number -> client.launch(ready.get(number % campaigns), work.options(number)))
                .toList();
    }

    private static List<String> some(List<String> runs, int number) {
        return IntStream.range(0, Math.min(RUNS_PER_WATCHER, runs.size()))
                .mapToObj(at -> runs.get((number + at * 7) % runs.size()))
                .distinct()
                .toList();
    }

    private static Watcher watcher(int number, Client client, List<String> runs, long seed) {
        return switch (number % TRANSPORTS) {
            case 0 -> new SseWatcher(client, runs.getFirst(), seed);
            case 1 -> new WebSocketWatcher(client, runs, seed);
            default -> new SocketIoWatcher(client, runs, seed, number % 2 == 0);
        };
    }

    private int killTheGateway(Instant begun, BooleanSupplier over, Instant deadline) throws InterruptedException {
        int killed = 0;
        Instant next = begun.plus(settings.betweenKills());
        while (killed < settings.kills()
                && !over.getAsBoolean()
                && Instant.now().isBefore(deadline)) {
            ProgramNow gateway = vigie.program("notification-gateway");
            if (Instant.now().isAfter(next)
                    && gateway.runs()
                    && gateway.process().isPresent()) {
                gateway.process().orElseThrow().destroyForcibly();
                killed++;
                next = Instant.now().plus(settings.betweenKills());
                teller.accept("%6.1f s  kill -9 notification-gateway"
                        .formatted(Duration.between(begun, Instant.now()).toMillis() / 1_000.0));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return killed;
    }

    private void complain(Watcher watcher) {
        for (SeenReport report : watcher.reports()) {
            report.complaints().forEach(complaint -> wrong.add(watcher.transport() + ": " + complaint));
            if (!report.isOver()) {
                wrong.add("%s: the stream of run %s did not end: %s; %d connections, last trouble %s"
                        .formatted(
                                watcher.transport(),
                                report.run(),
                                report.state(),
                                watcher.connections(),
                                watcher.lastTrouble()));
            }
        }
    }

    // ---- afterwards

    /** Compares what each watcher knows with what the report answers. @return how many were equal */
    private int compare(Client client, List<Watcher> watchers, List<String> runs) throws Exception {
        Map<String, SeenReport> kept = new HashMap<>();
        Map<String, JsonNode> lines = new ConcurrentHashMap<>();
        for (String run : runs) {
            kept.put(run, kept(client, run, lines));
        }
        int equal = 0;
        for (Watcher watcher : watchers) {
            for (SeenReport seen : watcher.reports()) {
                SeenReport truth = Objects.requireNonNull(kept.get(seen.run()));
                // Lines from before the watcher came: those it asks for as a page does. Nothing in the middle is made
                // up for.
                seen.beginnings().forEach((test, first) -> {
                    JsonNode all = lines.get(seen.run() + "/" + test);
                    if (all != null && first.line() > 1) {
                        seen.earlier(test, all);
                    }
                });
                if (seen.hash().equals(truth.hash())) {
                    equal++;
                } else {
                    wrong.add("%s: run %s is known otherwise than it is kept: %s"
                            .formatted(watcher.transport(), seen.run(), difference(seen.account(), truth.account())));
                }
            }
        }
        return equal;
    }

    private static String difference(String seen, String kept) {
        List<String> one = seen.lines().toList();
        List<String> other = kept.lines().toList();
        for (int at = 0; at < Math.max(one.size(), other.size()); at++) {
            String left = at < one.size() ? one.get(at) : "nothing";
            String right = at < other.size() ? other.get(at) : "nothing";
            if (!left.equals(right)) {
                return "line %d, seen \"%s\", kept \"%s\"".formatted(at + 1, left, right);
            }
        }
        return "no difference";
    }

    private static SeenReport kept(Client client, String run, Map<String, JsonNode> lines) throws Exception {
        SeenReport report = new SeenReport(run);
        JsonNode answer = client.finishedReport(run, PATIENCE);
        report.take("snapshot", "", answer);
        List<Future<?>> readings = new ArrayList<>();
        try (ExecutorService hands = Executors.newFixedThreadPool(4)) {
            report.beginnings()
                    .forEach((test, first) -> readings.add(hands.submit(() -> {
                        JsonNode all = Awaitility.await()
                                .atMost(PATIENCE)
                                .ignoreExceptions()
                                .until(() -> lines(client, run, test, first.attempt()), page -> true);
                        lines.put(run + "/" + test, all);
                        report.earlier(test, all);
                    })));
            for (Future<?> reading : readings) {
                reading.get();
            }
        }
        return report;
    }

    private static JsonNode lines(Client client, String run, String test, int attempt) {
        return client.get("/api/rapports/%s/tests/%s/logs?attempt=%d&limit=%d".formatted(run, test, attempt, PAGE))
                .expecting(200)
                .json()
                .path("lines");
    }

    private StormOutcome outcome(
            List<Watcher> watchers, Duration took, String account, int cuts, int killed, int compared) {
        Map<String, Integer> connections = new LinkedHashMap<>();
        Map<String, Integer> most = new HashMap<>();
        long delivered = 0;
        int watched = 0;
        int live = 0;
        for (Watcher watcher : watchers) {
            connections.merge(watcher.transport(), watcher.connections(), Integer::sum);
            for (SeenReport report : watcher.reports()) {
                most.merge(report.run(), report.events(), Math::max);
                delivered += report.events();
                watched++;
                live += report.isSeenLive() ? 1 : 0;
            }
        }
        int events = most.values().stream().mapToInt(Integer::intValue).sum();
        if (live * 2 < watched) {
            wrong.add("only %d of %d reports were seen as they happened: that proves little".formatted(live, watched));
        }
        return new StormOutcome(
                settings.seed(),
                List.copyOf(wrong),
                took,
                watchers.size(),
                watched,
                live,
                compared,
                events,
                delivered,
                cuts,
                killed,
                connections,
                account);
    }
}
