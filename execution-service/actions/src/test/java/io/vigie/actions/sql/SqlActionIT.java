package io.vigie.actions.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionLimits;
import io.vigie.action.ActionResult;
import io.vigie.action.LogLevel;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.math.BigDecimal;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@RealKafkaAndPostgres(kafka = false)
class SqlActionIT {

    private static Database database;

    private final SqlAction action = new SqlAction();
    private final RecordingContext context = new RecordingContext();

    @BeforeAll
    static void find(Database own) throws Exception {
        database = own;
        execute("CREATE TABLE orders(id int PRIMARY KEY, price numeric(8,2), state text, detail jsonb, tags text[], "
                + "made timestamptz, owner uuid)");
    }

    @Test
    void runsItsExamples() throws Exception {
        URI uri = URI.create(database.url().substring("jdbc:".length()));
        RunningAction.runExamples(
                action,
                Map.of(
                        "{{db_host}}",
                        uri.getHost(),
                        "{{db_port}}",
                        String.valueOf(uri.getPort()),
                        "{{db_name}}",
                        database.name(),
                        "{{db_user}}",
                        database.user(),
                        "{{db_password}}",
                        database.password()),
                RecordingContext::new);
    }

    @Test
    void writesAndReadsBackWithTypes() throws Exception {
        ActionResult result = sql(
                "SELECT * FROM orders WHERE id = ?",
                Map.of(
                        "statements",
                        List.of(Map.of(
                                "sql",
                                "INSERT INTO orders VALUES (?, ?, ?, ?, ARRAY['a','b'], '2026-11-21T10:00:00Z', ?)",
                                "parameters",
                                List.of(
                                        "1",
                                        12.5,
                                        "o'pen",
                                        Map.of("items", List.of(1, 2)),
                                        "11111111-2222-3333-4444-555555555555"))),
                        "parameters",
                        List.of("1"),
                        "expected_rows",
                        1,
                        "assertions",
                        List.of(Map.of("source", "rows", "path", "$[0].detail.items[1]", "expected", 2))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(row(result))
                .containsEntry("id", 1)
                .containsEntry("price", new BigDecimal("12.50"))
                .containsEntry("state", "o'pen")
                .containsEntry("tags", List.of("a", "b"))
                .containsEntry("owner", "11111111-2222-3333-4444-555555555555");
    }

    @Test
    void undoesEverythingWhenOneStatementIsRefused() throws Exception {
        ActionResult result = sql(
                "INSERT INTO orders(id) VALUES (50)",
                Map.of("statements", List.of(Map.of("sql", "INSERT INTO orders(id) VALUES (50)"))));

        assertThat(broken(result))
                .isEqualTo("Expected to carry out the SQL in \"" + host()
                        + "\", but the database refuses it (SQLSTATE 23505): duplicate key value violates unique "
                        + "constraint \"orders_pkey\".");
        assertThat(count("SELECT count(*) FROM orders WHERE id = 50")).isZero();
    }

    @Test
    void refusesChangesWhenItOnlyReads() throws Exception {
        assertThat(broken(sql("INSERT INTO orders(id) VALUES (60)", Map.of("read_only", true))))
                .contains("SQLSTATE 25006");
        assertThat(count("SELECT count(*) FROM orders WHERE id = 60")).isZero();
    }

    @Test
    void runsWithoutATransactionWhenAsked() throws Exception {
        assertThat(sql("VACUUM orders", Map.of("transaction", false))).isInstanceOf(ActionResult.Passed.class);
        assertThat(broken(sql("VACUUM orders", Map.of()))).contains("SQLSTATE 25001");
    }

    @Test
    void saysThatThePasswordOrTheDatabaseIsWrong() throws Exception {
        assertThat(broken(sql("SELECT 1", Map.of("database", "nowhere"))))
                .endsWith("but there is no database of this name.");
        ActionResult result = sql("SELECT 1", Map.of("username", "nobody", "password", "hunter2"));
        assertThat(broken(result)).endsWith("but the user name or the password is refused.");
        assertThat(context.lines).noneMatch(line -> line.contains("hunter2"));
    }

    @Test
    void saysThatTheServerOffersNoTls() throws Exception {
        assertThat(broken(sql("SELECT 1", Map.of("tls", true)))).endsWith("but the server does not offer TLS.");
    }

    @Test
    void stopsRowsThatAreTooManyOrTooLarge() throws Exception {
        assertThat(broken(sql("SELECT * FROM generate_series(1, 1001)", Map.of())))
                .contains("at most 1000 rows, the limit of a query");
        ActionLimits usual = ActionLimits.USUAL;
        context.limits = new ActionLimits(
                usual.outputBytes(), 100_000, usual.uploadBytes(), usual.memoryBytes(), 1, 1, 1_000, 1, 1, 1);
        assertThat(broken(sql("SELECT repeat('x', 100000000)", Map.of())))
                .contains("at most 100000 bytes, the limit of a download");
    }

    @Test
    void cancelsTheStatementInTheDatabaseWhenTheTimeRunsOut() throws Exception {
        assertThat(broken(sql("SELECT pg_sleep(3000) /* out of time */", Map.of("timeout", 0.5))))
                .endsWith("within 0.5 s, but the time ran out.");

        Awaitility.await()
                .untilAsserted(() -> assertThat(count(running("out of time"))).isZero());
    }

    @Test
    void endsSoonAfterAnInterruption() throws Exception {
        sql("SELECT 1", Map.of());
        CompletableFuture<Void> isUnderWay = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            Awaitility.await()
                    .untilAsserted(
                            () -> assertThat(count(running("interrupted"))).isOne());
            isUnderWay.complete(null);
        });

        Duration delay = RunningAction.interrupt(
                action, context, step("SELECT pg_sleep(3000) /* interrupted */", Map.of()), isUnderWay);

        assertThat(delay).isLessThan(Duration.ofSeconds(20));
        Awaitility.await()
                .untilAsserted(() -> assertThat(count(running("interrupted"))).isZero());
    }

    @Test
    void connectsToTheJudgedAddressAlone() throws Exception {
        RecordingContext denying = new RecordingContext() {
            @Override
            public void log(LogLevel level, String text) {}
        };
        denying.targets = (host, address) -> java.util.Optional.of("nobody may");

        assertThat(broken(RunningAction.run(action, denying, step("SELECT 1", Map.of()))))
                .endsWith("may not be contacted: nobody may.");
    }

    private ActionResult sql(String sql, Map<String, ?> more) throws InterruptedException {
        return RunningAction.run(action, context, step(sql, more));
    }

    private static Map<String, Object> step(String sql, Map<String, ?> more) {
        URI uri = URI.create(database.url().substring("jdbc:".length()));
        Map<String, Object> step = new HashMap<>(Map.of(
                "driver",
                "postgresql",
                "host",
                uri.getHost(),
                "port",
                uri.getPort(),
                "database",
                database.name(),
                "username",
                database.user(),
                "password",
                database.password(),
                "sql",
                sql));
        step.putAll(more);
        return step;
    }

    private static String host() {
        return URI.create(database.url().substring("jdbc:".length())).getHost();
    }

    private static String running(String mark) {
        return "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%" + mark
                + "%' AND pid <> pg_backend_pid()";
    }

    private static long count(String sql) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(ActionResult result) {
        return ((List<Map<String, Object>>) result.outputs().get("rows")).getFirst();
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
