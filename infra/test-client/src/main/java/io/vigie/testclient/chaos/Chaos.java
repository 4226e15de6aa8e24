package io.vigie.testclient.chaos;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Topics;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testclient.Client;
import io.vigie.testclient.History;
import io.vigie.testclient.Vigie;
import io.vigie.testclient.proof.Finding;
import io.vigie.testclient.proof.HistoryChecker;
import io.vigie.testclient.proof.IsolationChecker;
import io.vigie.testclient.proof.RunFold;
import io.vigie.testclient.proof.VouchedLogs;
import io.vigie.testclient.proof.VouchedLogs.VouchedLog;
import io.vigie.testclient.workload.TestedSystem;
import io.vigie.testclient.workload.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Launches runs through the public API while processes die, waits for all of them to end, and then compares four accounts: the histories
 * with their rules, the workers' reports with the isolation of slots, the reports with the histories, and the logs of some tests of each run
 * with what their verdicts vouch for. Bounded by its limit.
 */
public final class Chaos {

    /** Part of the limit in which processes are killed; the rest is for what is left to end. */
    private static final double KILLING = 0.6;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(300);
    private static final int ANSWERS_TOO_MANY = 20;

    /** Of so many tests of each run the kept log is compared. */
    private static final int LOGS_PER_RUN = 5;

    /**
     * @param seed of everything that is by chance, apart from when machines and networks answer
     * @param limit from the first launch to the last verdict
     * @param mostKills after which nothing is killed any more
     * @param longestWait between two kills
     * @param launchesSpread how long the launches are spread over; a first third is launched at once
     */
    public record Settings(
            long seed,
            int runs,
            int testsPerRun,
            Duration limit,
            int mostKills,
            Duration longestWait,
            Duration launchesSpread,
            int cancelled) {

        /** What the command does when nothing else is said. */
        public static Settings usual(long seed) {
            return new Settings(
                    seed,
                    20,
                    200,
                    Duration.ofMinutes(10),
                    Integer.MAX_VALUE,
                    Duration.ofSeconds(14),
                    Duration.ofSeconds(90),
                    2);
        }
    }

    private final Vigie vigie;
    private final Settings settings;
    private final Consumer<String> teller;
    private final AtomicInteger repeatedCalls = new AtomicInteger();
    private final Set<String> notEnded = ConcurrentHashMap.newKeySet();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    /** @param teller told what happens, line by line, by one thread at a time */
    public Chaos(Vigie vigie, Settings settings, Consumer<String> teller) {
        this.vigie = vigie;
        this.settings = settings;
        this.teller = line -> {
            synchronized (this) {
                teller.accept(line);
            }
        };
    }

    /** Does all of it. Every process lives again at the end, unless the outcome says otherwise. */
    public ChaosOutcome run() throws Exception {
        Random random = new Random(settings.seed());
        Random killing = new Random(random.nextLong());
        Random launching = new Random(random.nextLong());
        Client client = Client.loggedIn(vigie);
        Set<String> before = new HashSet<>(check().folds().keySet());
        try (TestedSystem target = new TestedSystem();
                ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Workload work = new Workload(random, target.url(), Workload.offered(client));
            List<String> campaigns = campaigns(client, work);
            teller.accept("%d campaigns of %d tests are ready.".formatted(campaigns.size(), settings.testsPerRun()));

            Instant begun = Instant.now();
            Instant deadline = begun.plus(settings.limit());
            Killer killer = new Killer(vigie, killing, settings.longestWait(), teller);
            List<Future<String>> launches = new ArrayList<>();
            for (int number = 0; number < settings.runs(); number++) {
                Map<String, Object> options = work.options(number);
                String campaign = campaigns.get(number % campaigns.size());
                long delay = number < settings.runs() / 3.0
                        ? 0
                        : launching.nextLong(settings.launchesSpread().toMillis() + 1);
                boolean cancel = number >= settings.runs() - settings.cancelled();
                long patience = 2_000 + launching.nextLong(8_000);
                launches.add(hands.submit(() -> {
                    TimeUnit.MILLISECONDS.sleep(delay);
                    String run = launch(client, campaign, options, deadline);
                    if (cancel) {
                        TimeUnit.MILLISECONDS.sleep(patience);
                        try {
                            cancel(client, run, deadline);
                        } catch (IllegalStateException unanswered) {
                            refused.add(String.valueOf(unanswered.getMessage()));
                        }
                    }
                    return run;
                }));
            }
            Future<Set<String>> ends = hands.submit(() -> awaitEnds(client, launches, deadline));
            Instant killUntil = begun.plusMillis((long) (settings.limit().toMillis() * KILLING));
            killer.killWhile(() -> !ends.isDone() && Instant.now().isBefore(killUntil), settings.mostKills());
            teller.accept("%d processes were killed; waiting for every run's end."
                    .formatted(killer.kills().size()));
            while (!ends.isDone()) {
                killer.look();
                TimeUnit.MILLISECONDS.sleep(100);
            }
            Set<String> runs = ends.get();
            Duration took = Duration.between(begun, Instant.now());
            Instant patience = Instant.now().plusSeconds(90);
            while (!killer.allAreBack() && Instant.now().isBefore(patience)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            return judge(client, before, runs, killer, took, random);
        }
    }

    private List<String> campaigns(Client client, Workload work) {
        int count = Math.min(4, settings.runs());
        List<String> campaigns = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            campaigns.add(client.largeCampaign(work.tests(settings.testsPerRun(), "c" + number)));
        }
        return campaigns;
    }

    // ---- while processes die

    /** The same click again and again until it is answered, as a browser or a pipeline would; the key makes it one launch. */
    private String launch(Client client, String campaign, Map<String, Object> options, Instant deadline)
            throws InterruptedException {
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = new LinkedHashMap<>(options);
        body.put("campain_id", campaign);
        body.put("name", "Chaos " + key);
        body.put("filiere", "E2E");
        return insist(
                        "launch",
                        () -> client.post("/api/rapports/execute", body, "Idempotency-Key", key),
                        answer -> answer.status() == 201,
                        deadline)
                .json()
                .path("rapport_id")
                .asString();
    }

    private void cancel(Client client, String run, Instant deadline) throws InterruptedException {
        // A run that ended meanwhile is refused, and that is an answer too.
        insist(
                "cancel",
                () -> client.post("/api/rapports/" + run + "/cancel", Map.of()),
                answer -> answer.status() < 500 && answer.status() != 404,
                deadline);
    }

    private Client.Answer insist(
            String what, Supplier<Client.Answer> call, Predicate<Client.Answer> enough, Instant deadline)
            throws InterruptedException {
        Client.@Nullable Answer last = null;
        int refusals = 0;
        while (Instant.now().isBefore(deadline)) {
            try {
                last = call.get();
                if (enough.test(last)) {
                    return last;
                }
                if (last.status() < 500 && ++refusals >= ANSWERS_TOO_MANY) {
                    break;
                }
            } catch (RuntimeException away) {
                // The door or what is behind it is dead; it comes back.
            }
            repeatedCalls.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS.toMillis());
        }
        throw new IllegalStateException("Expected to %s, but the last answer was %s.".formatted(what, last));
    }

    private Set<String> awaitEnds(Client client, List<Future<String>> launches, Instant deadline) throws Exception {
        Set<String> runs = new LinkedHashSet<>();
        for (Future<String> launch : launches) {
            try {
                runs.add(launch.get());
            } catch (ExecutionException unanswered) {
                refused.add(String.valueOf(unanswered.getMessage()));
            }
        }
        Set<String> open = new LinkedHashSet<>(runs);
        while (!open.isEmpty() && Instant.now().isBefore(deadline)) {
            open.removeIf(run -> hasEnded(client, run));
            TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS.toMillis());
        }
        notEnded.addAll(open);
        return runs;
    }

    private static boolean hasEnded(Client client, String run) {
        try {
            Client.Answer answer = client.get("/api/rapports/" + run);
            return answer.status() == 200
                    && List.of("completed", "failed")
                            .contains(answer.json().path("status").asString());
        } catch (RuntimeException away) {
            return false;
        }
    }

    // ---- afterwards

    private HistoryChecker check() {
        HistoryChecker checker = new HistoryChecker(true);
        History.of(vigie).forEach(Topics.RUN_EVENTS, record -> checker.accept(KafkaMessages.read(record)));
        return checker;
    }

    private ChaosOutcome judge(
            Client client, Set<String> before, Set<String> runs, Killer killer, Duration took, Random random)
            throws InterruptedException {
        HistoryChecker histories = check();
        Standstill standstill = new Standstill();
        VouchedLogs vouched = new VouchedLogs();
        History.of(vigie).forEach(Topics.RUN_EVENTS, record -> {
            Envelope<?> envelope = KafkaMessages.read(record);
            standstill.accept(envelope);
            vouched.accept(envelope);
        });
        List<String> wrong = new ArrayList<>(refused);
        for (String run : notEnded) {
            wrong.add("run %s did not end within %s".formatted(run, settings.limit()));
        }
        histories.findings().stream()
                .filter(finding -> !before.contains(finding.run()) || finding.rule() == Finding.Rule.ISOLATION)
                .forEach(finding -> wrong.add(finding.toString()));
        Map<String, RunFold> folds = new LinkedHashMap<>(histories.folds());
        folds.keySet().removeAll(before);
        KeptLogs logs = new KeptLogs(client, killer.workersKilled());
        for (String run : runs) {
            RunFold fold = folds.get(run);
            if (fold == null) {
                wrong.add("run %s was launched, but has no history".formatted(run));
            } else {
                if (fold.testCount() != settings.testsPerRun()) {
                    wrong.add("run %s has %d tests".formatted(run, fold.testCount()));
                }
                compare(client, run, fold, wrong);
                List<VouchedLog> some = new ArrayList<>(vouched.of(run));
                Collections.shuffle(some, random);
                for (VouchedLog log : some.subList(0, Math.min(LOGS_PER_RUN, some.size()))) {
                    logs.compare(run, log);
                }
            }
        }
        wrong.addAll(logs.wrong());
        folds.keySet().stream()
                .filter(run -> !runs.contains(run))
                .forEach(run -> wrong.add("run %s was launched by nobody, or twice".formatted(run)));
        IsolationChecker isolation = new IsolationChecker();
        History.of(vigie).forEach(Topics.ATTEMPT_EVENTS, record -> isolation.accept(KafkaMessages.read(record)));
        isolation.findings().forEach(finding -> wrong.add("workers' reports: " + finding));
        vigie.programs().stream()
                .filter(program -> !program.runs())
                .forEach(program -> wrong.add("%s is %s at the end".formatted(program.name(), program.state())));
        return new ChaosOutcome(
                settings.seed(),
                List.copyOf(wrong),
                took,
                Map.copyOf(folds),
                histories.events(),
                isolation.slices(),
                killer.kills().stream()
                        .map(kill -> new ChaosOutcome.Death(
                                kill.program(), kill.at(), kill.recovered().get()))
                        .toList(),
                repeatedCalls.get(),
                standstill.longest(),
                logs.compared(),
                logs.cutShort());
    }

    /** A report says what the history amounts to, test by test. */
    private static void compare(Client client, String run, RunFold fold, List<String> wrong) {
        JsonNode report = client.get("/api/rapports/" + run).expecting(200).json();
        JsonNode counts = report.path("counts");
        String seen = "passed %d, failed %d, broken %d, skipped %d, cancelled %d, timed out %d, interrupted %d"
                .formatted(
                        counts.path("passed").asInt(),
                        counts.path("failed").asInt(),
                        counts.path("broken").asInt(),
                        counts.path("skipped").asInt(),
                        counts.path("cancelled").asInt(),
                        counts.path("timedOut").asInt(),
                        counts.path("interrupted").asInt());
        String told = "passed %d, failed %d, broken %d, skipped %d, cancelled %d, timed out %d, interrupted %d"
                .formatted(
                        fold.counts().passed(),
                        fold.counts().failed(),
                        fold.counts().broken(),
                        fold.counts().skipped(),
                        fold.counts().cancelled(),
                        fold.counts().timedOut(),
                        fold.counts().interrupted());
        if (!seen.equals(told)) {
            wrong.add("report %s says %s, but its history says %s".formatted(run, seen, told));
        }
        String outcome = String.valueOf(fold.outcome());
        if (!report.path("outcome").asString("").equals(outcome)
                || report.path("progress").asInt() != 100) {
            wrong.add("report %s says %s at %d %%, but its history says %s"
                    .formatted(
                            run,
                            report.path("outcome").asString(""),
                            report.path("progress").asInt(),
                            outcome));
        }
        Set<String> tests = new HashSet<>();
        for (int after = 0; ; ) {
            JsonNode page = client.get("/api/rapports/%s/tests?limit=1000&after=%d".formatted(run, after))
                    .expecting(200)
                    .json()
                    .path("tests");
            if (page.isEmpty()) {
                break;
            }
            for (JsonNode test : page) {
                String id = test.path("testId").asString();
                RunFold.Verdict verdict = fold.verdicts().get(id);
                boolean same = verdict != null
                        && test.path("outcome")
                                .asString("")
                                .equals(verdict.outcome().toString())
                        && (verdict.outcome() == Outcome.SKIPPED
                                || test.path("attempt").asInt() == verdict.attempt());
                if (!same || !tests.add(id)) {
                    wrong.add("report %s says of test %s: %s by attempt %d, but its history says %s"
                            .formatted(
                                    run,
                                    id,
                                    test.path("outcome").asString(""),
                                    test.path("attempt").asInt(),
                                    verdict));
                }
                after = test.path("order").asInt();
            }
        }
        if (tests.size() != fold.verdicts().size()) {
            wrong.add("report %s lists %d tests, but its history has %d"
                    .formatted(run, tests.size(), fold.verdicts().size()));
        }
    }

    /** The longest time in which nothing was written although some run went on. */
    private static final class Standstill {

        private final List<Instant> times = new ArrayList<>();

        void accept(Envelope<?> envelope) {
            times.add(envelope.time());
        }

        Duration longest() {
            List<Instant> inOrder = times.stream().sorted().toList();
            Duration longest = Duration.ZERO;
            for (int i = 1; i < inOrder.size(); i++) {
                Duration gap = Duration.between(inOrder.get(i - 1), inOrder.get(i));
                longest = gap.compareTo(longest) > 0 ? gap : longest;
            }
            return longest;
        }
    }
}
