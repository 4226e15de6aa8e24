package io.vigie.actions.sql;

import static io.vigie.action.ParameterDescription.optional;
import static io.vigie.action.ParameterDescription.required;
import static io.vigie.action.ParameterDescription.requiredChoice;

import io.vigie.action.Action;
import io.vigie.action.ActionContext;
import io.vigie.action.ActionDescription;
import io.vigie.action.ActionExample;
import io.vigie.action.ActionResult;
import io.vigie.action.Localized;
import io.vigie.action.LogLevel;
import io.vigie.action.OutputDescription;
import io.vigie.action.Parameters;
import io.vigie.action.ValueKind;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Captures;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Shown;
import io.vigie.actions.reach.Errand;
import io.vigie.actions.reach.Trust;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries out statements in a PostgreSQL, MariaDB or MySQL database, or in an H2 database of this one step, and judges the rows of the
 * last one. Values are bound, never written into the statement. One connection a step, closed at its end.
 *
 * <p>Verdict: failed when an expectation is not met or a capture finds nothing; broken when the database cannot be reached or refuses a
 * statement, when there are more rows than the limit, or when the time runs out; the statement is cancelled in the database then.
 */
public final class SqlAction implements Action {

    private static final int MOST_SECONDS = 3_600;
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_CHARACTERS_OF_A_LOGGED_STATEMENT = 300;

    private static final ActionDescription DESCRIPTION = new ActionDescription(
            "sql",
            List.of("SQLAction"),
            Localized.of("Base de données", "Database"),
            Localized.of(
                    "Exécute des instructions SQL (PostgreSQL, MariaDB, MySQL, ou H2 en mémoire le temps de l'action) et vérifie "
                            + "les lignes de la dernière. Les valeurs sont liées aux points d'interrogation, jamais recopiées dans "
                            + "le texte.",
                    "Carries out SQL statements (PostgreSQL, MariaDB, MySQL, or H2 in memory for the length of the action) and "
                            + "checks the rows of the last one. Values are bound to the question marks, never copied into the text."),
            List.of(
                    requiredChoice(
                            "driver", Localized.of("Base", "Kind"), List.of("postgresql", "mariadb", "mysql", "h2")),
                    optional("host", ValueKind.STRING, Localized.of("Machine", "Host"))
                            .withHelp("Inutile pour h2.", "Not used by h2."),
                    optional("port", ValueKind.NUMBER, Localized.of("Port", "Port"))
                            .between(1, HIGHEST_PORT)
                            .withHelp(
                                    "5432 pour PostgreSQL, 3306 pour MariaDB et MySQL, sauf indication.",
                                    "5432 for PostgreSQL, 3306 for MariaDB and MySQL, unless given."),
                    optional("database", ValueKind.STRING, Localized.of("Nom de la base", "Database")),
                    optional("username", ValueKind.STRING, Localized.of("Utilisateur", "User")),
                    optional("password", ValueKind.STRING, Localized.of("Mot de passe", "Password"))
                            .asSecret(),
                    optional(
                                    "tls",
                                    ValueKind.CHECKBOX,
                                    Localized.of("Connexion chiffrée (TLS)", "Encrypted connection (TLS)"))
                            .withDefault(false),
                    Trust.trustedCertificate(),
                    Trust.acceptAnyCertificate(),
                    optional("sql", ValueKind.TEXTAREA, Localized.of("Instruction", "Statement"))
                            .withHelp(
                                    "Une instruction ; « ? » pour chaque valeur (« ?? » pour un vrai point d'interrogation).",
                                    "One statement; \"?\" for each value (\"??\" for a real question mark)."),
                    optional("parameters", ValueKind.LIST, Localized.of("Valeurs", "Values"))
                            .withHelp("Dans l'ordre des « ? ».", "In the order of the \"?\"."),
                    optional("statements", ValueKind.LIST, Localized.of("Instructions avant", "Statements before"))
                            .withFields(
                                    required("sql", ValueKind.TEXTAREA, Localized.of("Instruction", "Statement")),
                                    optional("parameters", ValueKind.LIST, Localized.of("Valeurs", "Values")))
                            .withHelp("Cent au plus, dans l'ordre.", "One hundred at most, in their order."),
                    optional("transaction", ValueKind.CHECKBOX, Localized.of("Tout ou rien", "All or nothing"))
                            .withDefault(true)
                            .withHelp(
                                    "Toutes les instructions en une transaction. Décocher pour CREATE DATABASE et ses pareilles.",
                                    "All statements in one transaction. Untick for CREATE DATABASE and its like."),
                    optional("read_only", ValueKind.CHECKBOX, Localized.of("Lecture seule", "Read only"))
                            .withDefault(false)
                            .withHelp(
                                    "La base refuse les changements (H2 : ils sont annulés à la fin).",
                                    "The database refuses changes (H2: they are undone at the end)."),
                    optional("timeout", ValueKind.NUMBER, Localized.of("Délai (secondes)", "Timeout (seconds)"))
                            .withDefault(30)
                            .between(0, MOST_SECONDS),
                    optional(
                                    "expected_rows",
                                    ValueKind.NUMBER,
                                    Localized.of("Nombre de lignes attendu", "Expected rows"))
                            .between(0, Integer.MAX_VALUE),
                    Assertions.parameter("row_count", "rows", "update_count", "time"),
                    Captures.parameter()),
            List.of(
                    new OutputDescription(
                            "rows",
                            Localized.of(
                                    "Les premières lignes, 65 536 caractères au plus.",
                                    "The first rows, 65,536 characters at most."),
                            ValueKind.LIST),
                    new OutputDescription(
                            "row_count", Localized.of("Le nombre de lignes.", "The number of rows."), ValueKind.NUMBER),
                    new OutputDescription(
                            "columns",
                            Localized.of("Les noms des colonnes.", "The names of the columns."),
                            ValueKind.LIST),
                    new OutputDescription(
                            "update_count",
                            Localized.of(
                                    "Les lignes changées par la dernière instruction.",
                                    "The rows that the last statement changed."),
                            ValueKind.NUMBER),
                    new OutputDescription(
                            "sql_time",
                            Localized.of("Millisecondes, connexion comprise.", "Milliseconds, connecting included."),
                            ValueKind.NUMBER)),
            Captures.PARAMETER,
            List.of(
                    new ActionExample(
                            Localized.of("La commande est enregistrée", "The order is stored"),
                            ordered(
                                    "driver", "postgresql",
                                    "host", "{{db_host}}",
                                    "port", "{{db_port}}",
                                    "database", "{{db_name}}",
                                    "username", "{{db_user}}",
                                    "password", "{{db_password}}",
                                    "sql",
                                            "SELECT count(*) AS orders FROM (VALUES (1, 'open')) AS o(id, state) WHERE id = ?",
                                    "parameters", List.of(1),
                                    "read_only", true,
                                    "assertions",
                                            List.of(ordered("source", "rows", "path", "$[0].orders", "expected", 1)))),
                    new ActionExample(
                            Localized.of(
                                    "Une petite base le temps de l'action",
                                    "A small database for the length of the action"),
                            ordered(
                                    "driver",
                                    "h2",
                                    "statements",
                                    List.of(
                                            ordered("sql", "CREATE TABLE users(id INT PRIMARY KEY, name VARCHAR(20))"),
                                            ordered(
                                                    "sql",
                                                    "INSERT INTO users VALUES (?, ?)",
                                                    "parameters",
                                                    List.of(1, "Zoé"))),
                                    "sql",
                                    "SELECT name FROM users ORDER BY id",
                                    "expected_rows",
                                    1,
                                    "extract",
                                    ordered("first_user", "$[0].name")))));

    /** What the last statement gave. @param updates -1 when it gave rows */
    private record Answer(Rows rows, int updates) {}

    @Override
    public ActionDescription describe() {
        return DESCRIPTION;
    }

    @Override
    public ActionResult run(ActionContext context, Parameters parameters) throws InterruptedException {
        SqlStep step = SqlStep.read(context, parameters);
        long start = System.nanoTime();
        Answer answer = Errand.run(
                "carry out the SQL in " + step.where(),
                step.timeout(),
                failure -> SqlFacts.of(failure, step, context.limits()),
                errand -> step.server() == null ? inMemory(step, context) : onServer(step, step.server(), context));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return judged(step, answer, millis, context);
    }

    private static Answer onServer(SqlStep step, SqlStep.Server server, ActionContext context) throws Exception {
        context.log("→ " + step.where() + ", port " + server.port() + ", database " + Shown.value(server.database()));
        Running running = new Running();
        return running.await(Thread.ofVirtual(), null, () -> {
            try (Connection connection = Databases.open(step.dialect(), server, context)) {
                running.connected(connection);
                return carryOut(step, connection, running, context);
            }
        });
    }

    private static Answer inMemory(SqlStep step, ActionContext context) throws Exception {
        Running running = new Running();
        // Only of a platform thread does the JVM tell how much memory it asked for.
        return running.await(Thread.ofPlatform().daemon(), new Appetite(), () -> {
            try (MemoryDatabase database = MemoryDatabase.open()) {
                running.connected(database.connection());
                return carryOut(step, database.connection(), running, context);
            }
        });
    }

    private static Answer carryOut(SqlStep step, Connection connection, Running running, ActionContext context)
            throws SQLException {
        boolean isReadOnly = step.isReadOnly();
        connection.setReadOnly(isReadOnly);
        connection.setAutoCommit(!step.isOneTransaction() && !isReadOnly);
        Answer answer = new Answer(Rows.NONE, -1);
        for (SqlStep.Statement statement : step.statements()) {
            context.log("→ " + Shown.text(statement.sql(), MOST_CHARACTERS_OF_A_LOGGED_STATEMENT));
            answer = carryOut(statement, connection, running, context);
        }
        if (isReadOnly) {
            connection.rollback();
        } else if (step.isOneTransaction()) {
            connection.commit();
        }
        return answer;
    }

    private static Answer carryOut(
            SqlStep.Statement statement, Connection connection, Running running, ActionContext context)
            throws SQLException {
        try (var prepared = connection.prepareStatement(statement.sql())) {
            running.begin(prepared);
            prepared.setMaxRows(context.limits().rows() + 1);
            prepared.setFetchSize(Math.min(context.limits().rows() + 1, 500));
            List<@Nullable Object> values = statement.values();
            for (int i = 0; i < values.size(); i++) {
                Binding.bind(prepared, i + 1, values.get(i));
            }
            if (!prepared.execute()) {
                return new Answer(Rows.NONE, Math.max(0, prepared.getUpdateCount()));
            }
            try (ResultSet result = prepared.getResultSet()) {
                return new Answer(Rows.read(result, context.limits()), -1);
            }
        }
    }

    private static ActionResult judged(SqlStep step, Answer answer, long millis, ActionContext context)
            throws InterruptedException {
        Rows rows = answer.rows();
        int count = rows.rows().size();
        context.log("← " + (answer.updates() < 0 ? count + " rows" : answer.updates() + " rows changed") + " · "
                + millis + " ms");
        List<Map<String, @Nullable Object>> shown = rows.firstWithin(ActionResult.MAXIMUM_OUTPUT_CHARACTERS);
        if (shown.size() < count) {
            context.log(
                    LogLevel.WARN,
                    "The output rows is cut after " + shown.size() + " rows; assertions and extract see all of them.");
        }
        Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
        outputs.put("rows", new ArrayList<>(shown));
        outputs.put("row_count", count);
        outputs.put("columns", rows.columns());
        outputs.put("update_count", Math.max(0, answer.updates()));
        outputs.put("sql_time", millis);
        List<String> complaints = new ArrayList<>();
        step.expectedRows().filter(expected -> expected != count).ifPresent(expected -> {
            complaints.add("Expected " + expected + " rows, but found " + count + ".");
            context.log(LogLevel.ERROR, "✘ " + complaints.getFirst());
        });
        complaints.addAll(step.assertions()
                .judge(
                        Map.of(
                                "row_count", Found.of(count),
                                "rows", Found.of(rows.rows()),
                                "update_count", Found.of(Math.max(0, answer.updates())),
                                "time", Found.of(millis)),
                        context));
        complaints.addAll(step.captures().capture(rows.rows(), context, outputs));
        return Assertions.verdict(complaints, outputs);
    }

    private static Map<String, @Nullable Object> ordered(Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
