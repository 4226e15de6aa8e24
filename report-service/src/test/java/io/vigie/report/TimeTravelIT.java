package io.vigie.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.CaseReport;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.QueueReason;
import io.vigie.contracts.run.RunEvent.SkipReason;
import io.vigie.report.projection.Batch;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.Facts;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.Projection;
import io.vigie.testsupport.committed.CommittedContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a report was at every moment of its run: what was answered then, and what a page had folded then. */
@ReportServiceTest
class TimeTravelIT {

    private static final Instant LAUNCH = Instant.parse("2025-06-01T10:00:00Z");

    @LocalServerPort
    int port;

    @Autowired
    Projection projection;

    private Client client;
    private Api api;
    private final Map<Partition, Integer> folded = new HashMap<>();

    @BeforeAll
    void connect() {
        client = new Client(port, "user");
        api = new Api(client);
    }

    @AfterAll
    void disconnect() {
        client.close();
    }

    /** Folds at once, on a topic that nobody else reads. */
    private void fold(UUID run, List<? extends Envelope<?>> envelopes) {
        Partition own = new Partition("test." + run, 0);
        List<Fact> facts = new ArrayList<>();
        for (Envelope<?> envelope : envelopes) {
            int offset = folded.merge(own, 1, Integer::sum);
            facts.add(Facts.fact(new Position(own, offset, LAUNCH), run, envelope));
        }
        projection.fold(Batch.of(facts, facts.stream().map(Fact::position).toList()));
    }

    /** An answer without what belongs to the asking: how far the rows are, and which moment was asked for. */
    private String answer(String path, String at) {
        JsonNode body = api.get(path + (at.isEmpty() ? "" : (path.contains("?") ? "&at=" : "?at=") + at))
                .json();
        if (body instanceof ObjectNode object) {
            object.remove("asOf");
            object.remove("at");
        }
        return body.toString().replaceAll("&at=[^\"]*", "");
    }

    /** The report, and in turn whatever else there is to ask of a run: a run of many moments is not asked everything at each. */
    private Map<String, String> answers(AnyRun run, int moment, String at) {
        String report = "/" + run.id;
        String test = report + "/tests/" + run.test(1 + moment % run.size);
        String status =
                List.of("pending", "running", "passed", "failed", "skipped").get(moment % 5);
        List<String> inTurn = List.of(
                report + "/tests?limit=2&status=" + status,
                test,
                test + "/logs?limit=2",
                test + "/logs?attempt=1",
                test + "/cases",
                test + "/artifacts?limit=1");
        int turn = moment % 3 * 2;
        Map<String, String> answers = new TreeMap<>();
        for (String path : List.of(report, inTurn.get(turn), inTurn.get(turn + 1))) {
            answers.put(path, answer(path, at));
        }
        return answers;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersAsItDidThen(long seed) {
        AnyRun run = AnyRun.withTests(4).launchedAt(LAUNCH).ticking();
        run.options = new RunOptions(false, 4, 2, null, null, null, false);
        run.quarantined.add(2);
        run.launched();
        fold(run.uuid(), run.launch);
        List<Map<String, String>> then = new ArrayList<>();
        then.add(answers(run, 0, ""));
        RandomStory story = new RandomStory(run, new Random(seed));

        while (story.goOn()) {
            fold(run.uuid(), List.of(run.history.getLast()));
            fold(run.uuid(), story.untilTheNextEvent());
            then.add(answers(run, then.size(), ""));
        }

        assertThat(then).hasSize(run.history.size() + 1);
        for (int moment = 0; moment < then.size(); moment++) {
            assertThat(answers(run, moment, Integer.toString(moment)))
                    .as("after event %d of %d, seed %d", moment, run.history.size(), seed)
                    .isEqualTo(then.get(moment));
        }
    }

    /** A run as the coordinator might tell it, event by event, with what other services say in between. */
    private static final class RandomStory {

        private final AnyRun run;
        private final Random random;
        private final int[] attempts;
        private final String[] states;
        private final int[] lines;
        private final int[] cases;
        private final int[] artifacts;
        private final int[] actions;
        private final List<Envelope<?>> between = new ArrayList<>();
        private int queued;
        private boolean wished;
        private boolean stopping;
        private boolean over;

        RandomStory(AnyRun run, Random random) {
            this.run = run;
            this.random = random;
            int size = run.size + 1;
            attempts = new int[size];
            lines = new int[size];
            cases = new int[size];
            artifacts = new int[size];
            actions = new int[size];
            states = new String[size];
        }

        /** Lets one event happen. @return whether one did */
        boolean goOn() {
            between.clear();
            if (over) {
                return false;
            }
            if (run.history.isEmpty()) {
                run.startedAlone();
            } else if (queued < run.size) {
                queued++;
                attempts[queued] = 1;
                states[queued] = "waiting";
                run.queued(queued, 1, QueueReason.PLANNED);
            } else if (wished && !stopping) {
                stopping = true;
                run.cancelling(StopReason.CANCELLED, "claire");
            } else {
                ofATest();
            }
            sayBetween();
            return true;
        }

        private void ofATest() {
            List<Integer> open = new ArrayList<>();
            for (int at = 1; at <= run.size; at++) {
                if (!states[at].equals("over")) {
                    open.add(at);
                }
            }
            if (open.isEmpty()) {
                over = true;
                run.finished(stopping ? Outcome.CANCELLED : Outcome.FAILED);
                return;
            }
            int test = open.get(random.nextInt(open.size()));
            if (states[test].equals("waiting")) {
                waiting(test);
            } else if (states[test].equals("running")) {
                running(test);
            } else {
                attempts[test]++;
                run.queued(
                        test,
                        attempts[test],
                        QueueReason.valueOf(
                                states[test].toUpperCase(Locale.ROOT).replace('-', '_')));
                states[test] = "waiting";
            }
        }

        private void waiting(int test) {
            if (stopping) {
                states[test] = "over";
                run.skipped(test, SkipReason.CANCELLED, "annulée");
            } else if (random.nextInt(4) == 0) {
                run.queued(test, attempts[test], QueueReason.ENVIRONMENT_FULL);
            } else {
                states[test] = "running";
                lines[test] = 0;
                cases[test] = 0;
                artifacts[test] = 0;
                actions[test] = 0;
                run.testStarted(test, attempts[test]);
            }
        }

        private void running(int test) {
            int attempt = attempts[test];
            switch (random.nextInt(8)) {
                case 0 -> run.actionFinished(test, attempt, ++actions[test], 9, Outcome.PASSED);
                case 1 -> {
                    CaseReport one = new CaseReport(
                            "suite", "cas", random.nextBoolean() ? Outcome.PASSED : Outcome.BROKEN, 3, null);
                    run.cases(test, attempt, ++cases[test], one);
                }
                case 2 -> run.artifact(test, attempt, ++artifacts[test], "a.txt", "text/plain", new byte[3]);
                case 3 -> tryAgain(test, QueueReason.WORKER_LOST);
                case 4 -> tryAgain(test, QueueReason.RETRIED);
                default -> {
                    states[test] = "over";
                    Outcome[] outcomes = {Outcome.PASSED, Outcome.FAILED, Outcome.BROKEN, Outcome.TIMED_OUT};
                    run.testFinished(test, attempt, outcomes[random.nextInt(outcomes.length)]);
                }
            }
        }

        /** Two events: what became of the attempt, and that the test waits for the next one. */
        private void tryAgain(int test, QueueReason why) {
            if (states[test].equals("running") && attempts[test] < 3) {
                if (why == QueueReason.RETRIED) {
                    run.attemptFinished(test, attempts[test], Outcome.FAILED);
                } else {
                    run.lost(test, attempts[test]);
                }
                states[test] = why.toString();
            } else {
                states[test] = "over";
                run.testFinished(test, attempts[test], Outcome.INTERRUPTED);
            }
        }

        private void sayBetween() {
            for (int test = 1; test <= queued; test++) {
                if (states[test].equals("running") && random.nextInt(3) == 0) {
                    int before = run.logs.size();
                    run.loggedBy(AnyRun.WORKER, test, attempts[test], lines[test] + 1, "une ligne", "une\0autre");
                    lines[test] += 2;
                    between.addAll(run.logs.subList(before, run.logs.size()));
                }
            }
            if (!wished && queued == run.size && random.nextInt(25) == 0) {
                wished = true;
                run.cancelRequested("claire");
                between.add(run.launch.getLast());
            }
        }

        List<Envelope<?>> untilTheNextEvent() {
            return between;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"green", "stop-on-failure", "retried", "cancelled", "suite", "worker-lost"})
    void isWhatAPageHadFoldedThen(String name) {
        List<Envelope<?>> told = ScriptedRun.named(name);
        List<Envelope<?>> history = told.stream()
                .filter(event -> event.message() instanceof RunEvent)
                .toList();
        UUID run = UUID.fromString(
                ((RunEvent) history.getFirst().message()).runId().value());
        fold(run, told);
        LiveFold page = new LiveFold();
        ExpectedReports expected = new ExpectedReports();

        for (int moment = 0; moment <= history.size(); moment++) {
            if (moment > 0) {
                page.apply(history.get(moment - 1));
            }
            JsonNode report = api.get("/" + run + "?at=" + moment).json();
            expected.report(moment, report);
            String when = "%s after event %d".formatted(name, moment);
            assertThat(report.path("status").asString()).as(when).isEqualTo(page.status);
            assertThat(report.path("progress").asInt()).as(when).isEqualTo(page.progress);
            assertThat(report.path("at").path("sequence").asInt()).as(when).isEqualTo(moment);
            Map<String, String> tests = new TreeMap<>();
            report.path("tests")
                    .forEach(test -> tests.put(
                            test.path("testId").asString(), test.path("status").asString()));
            assertThat(tests).as(when).containsAllEntriesOf(page.tests);
            tests.keySet().removeAll(page.tests.keySet());
            assertThat(tests.values()).as(when).allMatch("pending"::equals);
            JsonNode counts = report.path("counts");
            assertThat(counts.path("passed").asLong()).as(when).isEqualTo(page.count("passed"));
            assertThat(counts.path("waiting").asLong())
                    .as(when)
                    .isEqualTo(counts.path("total").asLong()
                            - page.count("passed")
                            - page.count("failed")
                            - page.count("skipped"));
        }
        for (String test : page.tests.keySet()) {
            String path = "/" + run + "/tests/" + test;
            expected.test(test, api.get(path).json());
            expected.log(test, api.get(path + "/logs").json());
            expected.cases(test, api.get(path + "/cases").json());
        }
        CommittedContract.named("live/streams/" + name + ".reports.json").isUpToDate(expected.text());
    }

    @Test
    void findsMomentsFarIntoALargeRun() {
        AnyRun run = AnyRun.withTests(700).launchedAt(LAUNCH).ticking().passed();
        fold(run.uuid(), run.launch);
        Map<Integer, String> then = new TreeMap<>();
        int before = 0;
        for (int moment : List.of(701, 999, 1_000, 1_001, 1_777, 2_000, 2_500, run.history.size())) {
            fold(run.uuid(), run.history.subList(before, moment));
            then.put(moment, answer("/" + run.id, "") + answer("/" + run.id + "/tests?status=pending&after=300", ""));
            before = moment;
        }

        assertThat(then).allSatisfy((moment, answer) -> {
            String at = moment.toString();
            assertThat(answer("/" + run.id, at) + answer("/" + run.id + "/tests?status=pending&after=300", at))
                    .isEqualTo(answer);
        });
    }

    @Test
    void findsTheMomentOfAnInstant() {
        AnyRun run = AnyRun.withTests(2).launchedAt(LAUNCH).ticking().launched().started();
        run.testStarted(1, 1).logged(1, 1, 1, "première", "deuxième").testFinished(1, 1, Outcome.PASSED);
        fold(run.uuid(), run.launch);
        fold(run.uuid(), run.history);
        fold(run.uuid(), run.logs);
        Instant started = run.history.get(3).time();
        Instant firstLine = started.plusMillis(1);
        String report = "/" + run.id;

        JsonNode then = api.get(report + "?at=" + started).json();

        assertThat(then.path("at").path("sequence").asInt()).isEqualTo(4);
        assertThat(then.path("at").path("time").asString()).isEqualTo(started.toString());
        assertThat(then.path("tests").path(0).path("status").asString()).isEqualTo("running");
        assertThat(then.path("tests").path(0).path("logs").asString()).isEmpty();
        assertThat(api.logs(run, 1, "?at=" + firstLine).path("total").asInt()).isEqualTo(1);
        assertThat(api.logs(run, 1, "?at=4").path("total").asInt()).isEqualTo(2);
        assertThat(api.get(report + "?at=" + LAUNCH.plusNanos(1))
                        .json()
                        .path("at")
                        .path("sequence")
                        .asInt())
                .isZero();
        assertThat(api.get(report + "?at=2025-06-01T12:00:00.1%2B02:00")
                        .json()
                        .path("at")
                        .path("sequence")
                        .asInt())
                .isEqualTo(run.history.size());
        assertThat(api.get(report + "?at=").json().has("at")).isFalse();
        assertThat(api.get(report + "/tests?limit=1&at=" + started)
                        .json()
                        .path("next")
                        .path("url")
                        .asString())
                .endsWith("&limit=1&at=" + started.toString().replace(":", "%3A"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "14",
                "99999999999999999999",
                "yesterday",
                "2025-05-31T00:00:00Z",
                "9999-01-01T00:00:00Z",
                "1.5"
            })
    void refusesAMomentThatIsNone(String at) {
        AnyRun run = AnyRun.withTests(2).launchedAt(LAUNCH).ticking().passed();
        fold(run.uuid(), run.launch);
        fold(run.uuid(), run.history);

        for (String path : List.of("", "/tests", "/tests/" + run.test(1), "/tests/" + run.test(1) + "/logs")) {
            Client.Answer refused = api.get("/" + run.id + path + "?at=" + at);
            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.message()).contains(at);
        }
    }

    @Test
    void knowsOnlyTheWorkersOfThatMoment() {
        AnyRun run = AnyRun.withTests(1)
                .launchedAt(LAUNCH)
                .ticking()
                .launched()
                .started()
                .testStarted(1, 1);
        run.lost(1, 1).queued(1, 2, QueueReason.WORKER_LOST);
        fold(run.uuid(), run.launch);
        fold(run.uuid(), run.history);

        JsonNode then =
                api.get("/" + run.id + "/tests/" + run.test(1) + "?at=3").json();

        assertThat(then.path("attempt").asInt()).isEqualTo(1);
        assertThat(then.path("attempts")).hasSize(1);
        assertThat(then.path("attempts").path(0).path("lostAt").isNull()).isTrue();
        assertThat(then.path("attempts").path(0).path("worker").asString())
                .isEqualTo(WorkerId.of("worker-1").value());
    }
}
