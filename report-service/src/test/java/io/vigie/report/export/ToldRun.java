package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** A run that a test tells, held in memory. */
final class ToldRun implements ExportedRun {

    static final UUID RUN = UUID.fromString("019b2c7e-0d00-7000-8000-000000000001");
    static final Instant AT = Instant.parse("2026-11-21T07:25:41.123Z");
    static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private final List<TestFacts> tests = new ArrayList<>();
    private final Map<String, List<CaseFacts>> cases = new LinkedHashMap<>();
    private final Map<Log, List<LogEntry>> logs = new LinkedHashMap<>();
    private String name = "Octobre 2025";
    private Phase phase = Phase.FINISHED;
    private Outcome outcome = Outcome.PASSED;

    ToldRun named(String name) {
        this.name = name;
        return this;
    }

    ToldRun running() {
        this.phase = Phase.RUNNING;
        return this;
    }

    ToldRun ended(Outcome outcome) {
        this.outcome = outcome;
        return this;
    }

    ToldRun with(ToldTest test) {
        tests.add(test.facts(tests.size() + 1));
        cases.put(test.id, List.copyOf(test.cases));
        return this;
    }

    ToldRun logged(String test, int attempt, String digest, String... lines) {
        List<LogEntry> log = logs.computeIfAbsent(new Log(test, attempt, digest), key -> new ArrayList<>());
        for (String line : lines) {
            log.add(new LogEntry(log.size() + 1, AT, "info", line));
        }
        return this;
    }

    /** A test in the making. */
    static final class ToldTest {

        private final String id;
        private final String name;
        private Outcome outcome;
        private String message;
        private String log = "[08:25:41] Démarrage du test";
        private boolean quarantined;
        private final List<TestFacts.Attempt> attempts = new ArrayList<>();
        private final List<TestFacts.File> files = new ArrayList<>();
        private final List<CaseFacts> cases = new ArrayList<>();

        ToldTest(String id, String name) {
            this.id = id;
            this.name = name;
        }

        ToldTest ended(Outcome outcome, String message) {
            this.outcome = outcome;
            this.message = message;
            return attempt(outcome, message, null);
        }

        /** A test that never began. */
        ToldTest skipped(String message) {
            this.outcome = Outcome.SKIPPED;
            this.message = message;
            return this;
        }

        ToldTest after(Outcome outcome, String message) {
            return attempt(outcome, message, null);
        }

        ToldTest afterLoss() {
            return attempt(null, null, AT.plusSeconds(9));
        }

        private ToldTest attempt(Outcome outcome, String message, Instant lostAt) {
            attempts.add(new TestFacts.Attempt(
                    attempts.size() + 1,
                    attempts.isEmpty() ? "planned" : "retried",
                    "worker-1",
                    AT.plusMillis(100),
                    outcome == null ? null : AT.plusMillis(115),
                    lostAt,
                    outcome,
                    outcome == null ? null : 15L,
                    message,
                    log,
                    1,
                    DIGEST,
                    List.of(new TestFacts.Action(
                            1, 1, "http", outcome == null ? Outcome.BROKEN : outcome, 12, message))));
            return this;
        }

        ToldTest log(String log) {
            this.log = log;
            return this;
        }

        ToldTest quarantined() {
            this.quarantined = true;
            return this;
        }

        ToldTest file(int attempt, String name, String mediaType, String key) {
            files.add(new TestFacts.File(attempt, files.size() + 1, name, mediaType, 3, DIGEST, key));
            return this;
        }

        ToldTest reported(String suite, String name, Outcome outcome, String message) {
            cases.add(new CaseFacts(cases.size() + 1, suite, name, outcome, 7, message));
            return this;
        }

        private TestFacts facts(int position) {
            return new TestFacts(
                    id,
                    position,
                    name,
                    2L,
                    quarantined,
                    outcome == null ? "pending" : outcome.toString(),
                    outcome,
                    Math.max(1, attempts.size()),
                    AT.plusMillis(100),
                    AT.plusMillis(115),
                    15L,
                    message,
                    log,
                    1,
                    DIGEST,
                    Map.of("user_id", "200"),
                    List.of(),
                    List.copyOf(attempts),
                    List.copyOf(files),
                    counts(cases));
        }
    }

    private static RunCounts.Cases counts(List<CaseFacts> cases) {
        int[] counts = new int[4];
        for (CaseFacts one : cases) {
            counts[
                    switch (one.outcome()) {
                        case PASSED -> 0;
                        case FAILED -> 1;
                        case SKIPPED -> 3;
                        default -> 2;
                    }]++;
        }
        return new RunCounts.Cases(counts[0], counts[1], counts[2], counts[3]);
    }

    @Override
    public RunFacts facts() {
        return new RunFacts(
                RUN,
                "common",
                "campaign",
                "6a0d4a5e-3f0b-4a39-9c55-0d2f3c1b7a10",
                "Connexion",
                name,
                "f2a1d9c4-6c1e-4f0a-b2c3-5f8a7d6e9b30",
                3,
                "PRODUCTION",
                0,
                true,
                1,
                2,
                tests.size(),
                "admin@example.com",
                AT,
                phase,
                outcome,
                AT.plusMillis(50),
                phase.isTerminal() ? AT.plusMillis(1_500) : null,
                phase.isTerminal() ? 1_450L : null,
                null,
                null,
                null,
                42,
                0,
                AT.plusSeconds(60),
                List.of());
    }

    @Override
    public RunCounts counts() {
        return new RunCounts(
                tests.stream()
                        .map(test -> new RunCounts.Group(
                                test.outcome(),
                                test.hasCases(),
                                test.cases().failed() + test.cases().broken() > 0,
                                1,
                                test.cases()))
                        .toList(),
                (int) tests.stream().filter(TestFacts::flaky).count(),
                (int) tests.stream()
                        .filter(test -> test.quarantined()
                                && test.outcome() != null
                                && test.outcome().isAgainstTheRun())
                        .count());
    }

    @Override
    public List<String> vouching() {
        return List.of("{\"vouching\":true}");
    }

    @Override
    public void tests(Selection selection, Reader<TestFacts> reader) throws IOException {
        for (TestFacts test : tests) {
            boolean wanted = switch (selection) {
                case ALL -> true;
                case WITH_CASES -> test.hasCases();
                case WITHOUT_CASES -> !test.hasCases();
                case TELLING -> test.telling();
                case QUIET -> !test.telling();
            };
            if (wanted) {
                reader.read(test);
            }
        }
    }

    @Override
    public void cases(String test, int attempt, Reader<CaseFacts> reader) throws IOException {
        for (CaseFacts one : cases.getOrDefault(test, List.of())) {
            reader.read(one);
        }
    }

    @Override
    public void logs(LogReader reader) throws IOException {
        List<Log> inOrder = logs.keySet().stream()
                .sorted(Comparator.comparing(Log::test).thenComparing(Log::attempt))
                .collect(Collectors.toList());
        for (Log log : inOrder) {
            for (LogEntry line : logs.getOrDefault(log, List.of())) {
                reader.read(log, line);
            }
        }
    }
}
