package io.vigie.report.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.log.LogEvent.LogLevel;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.wire.LogDigest;
import io.vigie.report.AnyRun;
import io.vigie.report.Api;
import io.vigie.report.Client;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.projection.Position.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;

@ReportServiceTest
@Import(ProjectionIT.Crash.class)
class ProjectionIT {

    /** Fails a batch when all its rows are written and nothing is committed. */
    @TestConfiguration
    static class Crash {

        volatile boolean next;

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        View crash() {
            return new View() {
                @Override
                public void fold(List<Fact> facts) {
                    if (next) {
                        next = false;
                        throw new IllegalStateException("Expected to commit, but the process died.");
                    }
                }

                @Override
                public void forget(Collection<UUID> runs) {
                    // Nothing was kept.
                }
            };
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    Projection projection;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    ProjectionSchemas schemas;

    @Autowired
    HikariDataSource pool;

    @Autowired
    Crash crash;

    private Client client;
    private Api api;

    @BeforeAll
    void connect() {
        client = new Client(port, "user");
        api = new Api(client);
    }

    @AfterAll
    void disconnect() {
        client.close();
    }

    /** Facts of all topics in one log that nobody else reads. */
    private static List<Fact> facts(AnyRun run) {
        List<Envelope<?>> all = new ArrayList<>(run.launch);
        all.addAll(run.history);
        all.addAll(run.logs);
        return placed(all, run);
    }

    private static List<Fact> placed(List<Envelope<?>> envelopes, AnyRun run) {
        return placed(envelopes, run, "test.");
    }

    /** Facts at the beginning of a topic of their own. */
    private static List<Fact> placed(List<Envelope<?>> envelopes, AnyRun run, String topic) {
        Partition own = new Partition(topic + run.id, 0);
        List<Fact> facts = new ArrayList<>();
        for (Envelope<?> envelope : envelopes) {
            facts.add(Facts.fact(new Position(own, facts.size(), AnyRun.AT), run.uuid(), envelope));
        }
        return facts;
    }

    private static Batch batch(List<Fact> facts) {
        return Batch.of(facts, facts.stream().map(Fact::position).toList());
    }

    private long count(String table, AnyRun run) {
        return schemas.read(() ->
                jdbc.queryForObject("SELECT count(*) FROM " + table + " WHERE run_id = ?", Long.class, run.uuid()));
    }

    @Test
    void writesNothingOfABatchThatDiesBeforeItsCommit() {
        AnyRun run = AnyRun.withTests(5).passed();
        List<Fact> facts = facts(run);
        crash.next = true;

        assertThatThrownBy(() -> projection.fold(batch(facts))).isInstanceOf(IllegalStateException.class);

        assertThat(count("report", run)).isZero();
        assertThat(count("test_result", run)).isZero();
        assertThat(count("log_segment", run)).isZero();

        projection.fold(batch(facts));
        assertThat(api.report(run).path("counts").path("passed").asInt()).isEqualTo(5);
    }

    @Test
    void foldsABatchThatComesAgainOnce() {
        AnyRun run = AnyRun.withTests(5).passed();
        List<Fact> facts = facts(run);
        projection.fold(batch(facts.subList(0, 10)));

        projection.fold(batch(facts.subList(0, 10)));
        projection.fold(batch(facts.subList(4, facts.size())));
        projection.fold(batch(facts));

        assertThat(api.report(run).path("counts").path("passed").asInt()).isEqualTo(5);
        assertThat(count("action_result", run)).isEqualTo(5);
        assertThat(count("log_segment", run)).isEqualTo(5);
    }

    @Test
    void foldsWhatTwoInstancesReadAtOnceOnce() {
        AnyRun run = AnyRun.withTests(40).passed();
        List<Fact> facts = facts(run);

        CompletableFuture<?>[] instances = new CompletableFuture<?>[4];
        for (int instance = 0; instance < instances.length; instance++) {
            instances[instance] = CompletableFuture.runAsync(() -> {
                for (int from = 0; from < facts.size(); from += 7) {
                    projection.fold(batch(facts.subList(from, Math.min(from + 7, facts.size()))));
                }
            });
        }
        CompletableFuture.allOf(instances).join();

        assertThat(api.report(run).path("counts").path("passed").asInt()).isEqualTo(40);
        assertThat(api.report(run).path("asOf").path("sequence").asInt()).isEqualTo(run.history.size());
    }

    @Test
    void givesTheSameRowsHoweverBatchesAreCutAndTopicsInterleaved() {
        Random random = new Random(7);
        List<String> answers = new ArrayList<>();
        for (int turn = 0; turn < 4; turn++) {
            AnyRun run = AnyRun.withTests(6).passed();
            List<Fact> facts = placed(interleaved(random, run.launch, run.history, run.logs), run);
            int from = 0;
            while (from < facts.size()) {
                int to = Math.min(facts.size(), from + 1 + random.nextInt(9));
                projection.fold(batch(facts.subList(from, to)));
                from = to;
            }
            answers.add(api.report(run).path("tests").toString()
                    + api.report(run).path("counts")
                    + api.logs(run, 6, "").path("lines"));
        }

        assertThat(answers).containsOnly(answers.getFirst());
    }

    @Test
    void showsTheLinesOfTheWorkerWhoseStartCounts() {
        WorkerId other = WorkerId.of("a-worker-that-comes-first-by-its-name");
        AnyRun run = AnyRun.withTests(1).launched().started();
        // The task came twice: both carry the attempt out, and cut their logs in their own ways.
        run.loggedBy(other, 1, 1, 1, "de l'autre", "de l'autre", "de l'autre");
        run.loggedBy(AnyRun.WORKER, 1, 1, 1, "première");
        run.loggedBy(other, 1, 1, 4, "de l'autre", "de l'autre");
        run.loggedBy(AnyRun.WORKER, 1, 1, 2, "deuxième", "troisième");
        projection.fold(batch(placed(run.logs, run, "logs.")));
        projection.fold(batch(placed(run.launch, run, "launch.")));
        projection.fold(batch(placed(run.history, run, "history.")));
        assertThat(api.logs(run, 1, "").path("total").asInt())
                .as("whoever wrote them, until a start is known")
                .isEqualTo(5);
        int told = run.history.size();
        LogDigest written = new LogDigest();
        List.of(
                        new LogLine(run.launchedAt.plusMillis(1), LogLevel.INFO, "première"),
                        new LogLine(run.launchedAt.plusMillis(2), LogLevel.INFO, "deuxième"),
                        new LogLine(run.launchedAt.plusMillis(2), LogLevel.INFO, "troisième"))
                .forEach(written::add);

        run.testStarted(1, 1).testFinished(1, 1, Outcome.PASSED, 3, written.finish());
        projection.fold(batch(placed(run.history.subList(told, run.history.size()), run, "further.")));

        JsonNode log = api.logs(run, 1, "");
        LogDigest shown = new LogDigest();
        log.path("lines")
                .forEach(line -> shown.add(new LogLine(
                        Instant.parse(line.path("at").asString()),
                        LogLevel.valueOf(line.path("level").asString().toUpperCase(Locale.ROOT)),
                        line.path("text").asString())));
        assertThat(log.path("total").asInt()).isEqualTo(3);
        assertThat(shown.finish())
                .isEqualTo(api.test(run, 1)
                        .path("attempts")
                        .path(0)
                        .path("logDigest")
                        .asString());
        assertThat(api.logs(run, 1, "?after=1&limit=1")
                        .path("lines")
                        .path(0)
                        .path("text")
                        .asString())
                .isEqualTo("deuxième");
    }

    @SafeVarargs
    private static List<Envelope<?>> interleaved(Random random, List<Envelope<?>>... topics) {
        List<Integer> turns = new ArrayList<>();
        for (int topic = 0; topic < topics.length; topic++) {
            turns.addAll(Collections.nCopies(topics[topic].size(), topic));
        }
        Collections.shuffle(turns, random);
        int[] next = new int[topics.length];
        List<Envelope<?>> all = new ArrayList<>();
        turns.forEach(topic -> all.add(topics[topic].get(next[topic]++)));
        return all;
    }

    @Test
    void readsByIndexHoweverManyTestsThereAre() {
        AnyRun run = AnyRun.withTests(300).passed();
        projection.fold(batch(facts(run)));
        for (int others = 0; others < 15; others++) {
            projection.fold(batch(facts(AnyRun.withTests(300).passed())));
        }
        String schema = schemas.serving().name();
        for (String table : List.of("test_result", "test_attempt", "action_result", "log_segment")) {
            jdbc.execute("ANALYZE " + schema + "." + table);
        }
        Map<String, Long> before = wholeReads(schema);

        AnyRun other = AnyRun.withTests(50).passed();
        projection.fold(batch(facts(other)));
        api.report(run);
        api.get("/" + run.id + "/tests?after=100&limit=100");
        api.get("/" + run.id + "/tests?status=failed");
        api.test(run, 123);
        api.logs(run, 123, "");
        projection.fold(batch(deletionOf(other)));

        assertThat(wholeReads(schema)).isEqualTo(before);
    }

    private static List<Fact> deletionOf(AnyRun run) {
        List<Fact> all = facts(run.reportDeleted());
        return List.of(all.get(run.launch.size() - 1)).stream()
                .map(fact -> Facts.fact(
                        new Position(new Partition("test.deletion." + run.id, 0), 0, AnyRun.AT),
                        fact.run(),
                        fact.envelope()))
                .toList();
    }

    /** How often each large table was read from end to end. A backend says so for certain when it ends. */
    private Map<String, Long> wholeReads(String schema) {
        List<Integer> backends = jdbc.queryForList(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'report-service'",
                Integer.class);
        pool.getHikariPoolMXBean().softEvictConnections();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc
                        .queryForList(
                                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()", Integer.class)
                        .stream()
                        .noneMatch(backends::contains));
        Map<String, Long> reads = new TreeMap<>();
        jdbc.query(
                "SELECT relname, seq_scan FROM pg_stat_all_tables WHERE schemaname = ?"
                        + " AND relname IN ('test_result', 'test_attempt', 'action_result', 'log_segment')",
                row -> {
                    reads.put(row.getString(1), row.getLong(2));
                },
                schema);
        return reads;
    }
}
