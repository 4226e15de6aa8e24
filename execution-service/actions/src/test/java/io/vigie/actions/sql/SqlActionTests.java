package io.vigie.actions.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.action.ActionLimits;
import io.vigie.action.ActionResult;
import io.vigie.action.AddressRules;
import io.vigie.actions.RecordingContext;
import io.vigie.actions.RunningAction;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SqlActionTests {

    private static final String ENDLESS =
            "SELECT count(*) FROM SYSTEM_RANGE(1, 2000000000) a, SYSTEM_RANGE(1, 2000000000) b";

    private final SqlAction action = new SqlAction();
    private final RecordingContext context = new RecordingContext();

    @Test
    void readsRowsWithTheirTypes() throws Exception {
        ActionResult result = h2(
                "SELECT 1 AS n, 12.50 AS price, 'Zoé' AS name, TRUE AS ok, NULL AS none, DATE '2026-11-21' AS birth, "
                        + "TIMESTAMP '2026-11-21 10:00:00' AS moment, X'CAFE' AS bytes, ARRAY[1, 2] AS list, 1 AS n");

        assertThat(result.outputs())
                .containsEntry("row_count", 1)
                .containsEntry(
                        "columns",
                        List.of("n", "price", "name", "ok", "none", "birth", "moment", "bytes", "list", "n_2"));
        assertThat(firstRow(result))
                .containsEntry("n", 1)
                .containsEntry("price", new BigDecimal("12.50"))
                .containsEntry("name", "Zoé")
                .containsEntry("ok", true)
                .containsEntry("none", null)
                .containsEntry("birth", "2026-11-21")
                .containsEntry("moment", "2026-11-21T10:00")
                .containsEntry("bytes", "yv4=")
                .containsEntry("list", List.of(1, 2));
    }

    @Test
    void carriesOutStatementsBeforeAndBindsValues() throws Exception {
        ActionResult result = h2(
                "SELECT name FROM users WHERE id = ?",
                Map.of(
                        "statements",
                        List.of(
                                Map.of("sql", "CREATE TABLE users(id INT, name VARCHAR(80))"),
                                Map.of(
                                        "sql",
                                        "INSERT INTO users VALUES (?, ?)",
                                        "parameters",
                                        List.of(7, "x'); DROP TABLE users; --"))),
                        "parameters",
                        List.of("7"),
                        "expected_rows",
                        1,
                        "assertions",
                        List.of(
                                Map.of("source", "row_count", "expected", 1),
                                Map.of("source", "time", "operator", "less_than", "expected", 60_000),
                                Map.of(
                                        "source",
                                        "rows",
                                        "path",
                                        "$[0].name",
                                        "operator",
                                        "starts_with",
                                        "expected",
                                        "x'"))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void countsTheRowsThatAStatementChanged() throws Exception {
        ActionResult result = h2(
                "UPDATE t SET n = n + 1 WHERE n < 3",
                Map.of(
                        "statements",
                        List.of(
                                Map.of("sql", "CREATE TABLE t(n INT)"),
                                Map.of("sql", "INSERT INTO t VALUES (1), (2), (3)")),
                        "assertions",
                        List.of(Map.of("source", "update_count", "expected", 2))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat(result.outputs()).containsEntry("update_count", 2).containsEntry("row_count", 0);
    }

    @Test
    void failsOnWhatIsNotAsExpected() throws Exception {
        assertThat(failed(h2("SELECT 1 AS n", Map.of("expected_rows", 2)))).isEqualTo("Expected 2 rows, but found 1.");
        assertThat(failed(h2(
                        "SELECT 1 AS n",
                        Map.of("assertions", List.of(Map.of("source", "rows", "path", "$[0].n", "expected", 2))))))
                .isEqualTo("Expected rows \"$[0].n\" to equal 2, but found 1.");
        assertThat(failed(h2("SELECT 1 AS n", Map.of("extract", Map.of("x", "$[1].n")))))
                .contains("there is nothing");
    }

    @Test
    void extractsIntoVariables() throws Exception {
        ActionResult result = h2("SELECT 'Zoé' AS name", Map.of("extract", Map.of("user", "$[0].name")));

        assertThat(result.outputs()).containsEntry("user", "Zoé");
        assertThat(context.variables).containsEntry("user", "Zoé");
    }

    @Test
    void saysWhyTheDatabaseRefuses() throws Exception {
        assertThat(broken(h2("SELECT * FROM nowhere")))
                .startsWith("Expected to carry out the SQL in the database in memory, but the database refuses it "
                        + "(SQLSTATE 42S04): Table \"nowhere\" not found");
        assertThat(broken(h2("SELECT ?"))).contains("the database refuses it");
    }

    @Test
    void keepsNothingFromOneStepToTheNext() throws Exception {
        h2("CREATE TABLE kept(n INT)");

        assertThat(broken(h2("SELECT * FROM kept"))).contains("not found");
    }

    @Test
    void namesTheRowLimit() throws Exception {
        context.limits = limits(10, ActionLimits.USUAL.downloadBytes());

        assertThat(h2("SELECT * FROM SYSTEM_RANGE(1, 10)")).isInstanceOf(ActionResult.Passed.class);
        assertThat(broken(h2("SELECT * FROM SYSTEM_RANGE(1, 1000000000)")))
                .isEqualTo("Expected at most 10 rows, the limit of a query, but there are more; select fewer, or count "
                        + "them.");
    }

    @Test
    void namesTheByteLimit() throws Exception {
        context.limits = limits(1_000, 10_000);

        assertThat(broken(h2("SELECT REPEAT('x', 1000) FROM SYSTEM_RANGE(1, 20)")))
                .contains("at most 10000 bytes, the limit of a download");
    }

    @Test
    void cutsTheOutputButJudgesEveryRow() throws Exception {
        ActionResult result = h2(
                "SELECT x AS n, REPEAT('x', 1000) AS text FROM SYSTEM_RANGE(1, 500)",
                Map.of("assertions", List.of(Map.of("source", "rows", "path", "$[499].n", "expected", 500))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
        assertThat((List<?>) result.outputs().get("rows")).hasSizeBetween(50, 70);
        assertThat(result.outputs()).containsEntry("row_count", 500);
        assertThat(context.lines).anyMatch(line -> line.startsWith("The output rows is cut after"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE ALIAS EXEC FOR \"java.lang.Runtime.getRuntime\"",
                "CREATE ALIAS EXEC AS 'void e() throws Exception { Runtime.getRuntime().exec(\"id\"); }'",
                "CREATE AGGREGATE EVIL FOR \"java.lang.String\"",
                "CREATE TABLE t(n INT) ENGINE \"java.lang.String\"",
                "CREATE LINKED TABLE l('', 'jdbc:h2:mem:x', '', '', 'T')",
                "SELECT FILE_READ('/etc/hostname')",
                "SELECT * FROM CSVREAD('/etc/hostname')",
                "CALL CSVWRITE('{file}', 'SELECT 1')",
                "CALL FILE_WRITE('x', '{file}')",
                "SCRIPT TO '{file}'",
                "BACKUP TO '{file}'",
                "RUNSCRIPT FROM '/etc/hostname'",
                "CREATE USER other PASSWORD 'x' ADMIN",
                "ALTER USER tester ADMIN TRUE",
                "SET ALLOW_LITERALS NONE",
                "SHUTDOWN",
                "CREATE TABLE t(n INT); CREATE TRIGGER g BEFORE INSERT ON t CALL \"java.lang.String\"",
            })
    void keepsTheDatabaseInMemoryFromFilesAndClasses(String sql, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("planted");

        assertThat(broken(h2(sql.replace("{file}", file.toString())))).contains("the database refuses it");
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void runsNoJavaFromATrigger() throws Exception {
        ActionResult result = h2(
                "SELECT 1",
                Map.of(
                        "statements",
                        List.of(
                                Map.of("sql", "CREATE TABLE t(n INT)"),
                                Map.of(
                                        "sql",
                                        "CREATE TRIGGER g BEFORE INSERT ON t AS 'org.h2.api.Trigger create() { "
                                                + "System.setProperty(\"planted\", \"yes\"); return null; }'"),
                                Map.of("sql", "INSERT INTO t VALUES (1)"))));

        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        assertThat(System.getProperty("planted")).isNull();
    }

    @Test
    void letsAStepAskForMuchMemoryWhenItKeepsLittle() throws Exception {
        ActionResult result = h2(
                "SELECT sum(length(repeat('x', 10000))) AS n FROM SYSTEM_RANGE(1, 60000)",
                Map.of("assertions", List.of(Map.of("source", "rows", "path", "$[0].n", "expected", 600_000_000))));

        assertThat(result).isInstanceOf(ActionResult.Passed.class);
    }

    @Test
    void givesUpWhenTheTimeRunsOut() throws Exception {
        assertThat(broken(h2(ENDLESS, Map.of("timeout", 0.3))))
                .isEqualTo(
                        "Expected to carry out the SQL in the database in memory within 0.3 s, but the time ran out.");
    }

    @Test
    void endsSoonAfterAnInterruption() throws Exception {
        CompletableFuture<Void> isUnderWay = new CompletableFuture<>();
        RecordingContext watched = new RecordingContext() {
            @Override
            public void log(io.vigie.action.LogLevel level, String text) {
                isUnderWay.complete(null);
            }
        };

        Duration delay = RunningAction.interrupt(action, watched, Map.of("driver", "h2", "sql", ENDLESS), isUnderWay);

        assertThat(delay).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void refusesADeniedTargetAndAddressesThatAreNone() throws Exception {
        context.targets = AddressRules.publicOnly();

        for (String driver : List.of("postgresql", "mariadb", "mysql")) {
            assertThat(broken(server(driver, "127.0.0.1", 5432, "shop")))
                    .endsWith("may not be contacted: it is a loopback address, which is not allowed here.");
            assertThat(broken(server(driver, "169.254.169.254", 5432, "shop"))).contains("metadata");
            assertThat(broken(server(driver, "db/x?socketFactory=evil", 5432, "shop")))
                    .startsWith("Expected \"host\" to be the name or the address of a host alone");
            assertThat(broken(server(driver, "a,b", 5432, "shop"))).startsWith("Expected \"host\"");
            assertThat(broken(server(driver, "127.0.0.1", 5432, "shop?allowLocalInfile=true")))
                    .startsWith("Expected \"database\" to be the name of a database alone");
            assertThat(broken(server(driver, "127.0.0.1", 5432, "shop;INIT=RUNSCRIPT")))
                    .startsWith("Expected \"database\"");
        }
    }

    @Test
    void saysThatNobodyAcceptsConnections() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        for (String driver : List.of("postgresql", "mariadb", "mysql")) {
            assertThat(broken(server(driver, "127.0.0.1", port, "shop")))
                    .isEqualTo("Expected to carry out the SQL in \"127.0.0.1\", but nobody accepts connections on port "
                            + port + ".");
        }
    }

    @Test
    void refusesAStepWithoutAStatement() throws Exception {
        assertThat(broken(RunningAction.run(action, context, Map.of("driver", "h2"))))
                .startsWith("Expected \"sql\" to be given");
    }

    private ActionResult server(String driver, String host, int port, String database) throws InterruptedException {
        return RunningAction.run(
                action,
                context,
                Map.of(
                        "driver",
                        driver,
                        "host",
                        host,
                        "port",
                        port,
                        "database",
                        database,
                        "username",
                        "u",
                        "password",
                        "p",
                        "sql",
                        "SELECT 1"));
    }

    private ActionResult h2(String sql) throws InterruptedException {
        return h2(sql, Map.of());
    }

    private ActionResult h2(String sql, Map<String, ?> more) throws InterruptedException {
        Map<String, Object> step = new HashMap<>(more);
        step.put("driver", "h2");
        step.put("sql", sql);
        return RunningAction.run(action, context, step);
    }

    private static ActionLimits limits(int rows, long downloadBytes) {
        ActionLimits usual = ActionLimits.USUAL;
        return new ActionLimits(
                usual.outputBytes(),
                downloadBytes,
                usual.uploadBytes(),
                usual.memoryBytes(),
                usual.processes(),
                usual.diskBytes(),
                rows,
                usual.artifactBytes(),
                usual.artifacts(),
                usual.cases());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> firstRow(ActionResult result) {
        return ((List<Map<String, Object>>) result.outputs().get("rows")).getFirst();
    }

    private static String failed(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Failed.class);
        return ((ActionResult.Failed) result).reason();
    }

    private static String broken(ActionResult result) {
        assertThat(result).isInstanceOf(ActionResult.Broken.class);
        return ((ActionResult.Broken) result).reason();
    }
}
