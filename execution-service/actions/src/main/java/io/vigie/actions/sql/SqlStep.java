package io.vigie.actions.sql;

import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import io.vigie.actions.check.Assertions;
import io.vigie.actions.check.Captures;
import io.vigie.actions.reach.Trust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a step asks for, checked before anything is connected to.
 *
 * @param server {@code null} for the database in memory
 * @param statements in their order; the last one's rows are the step's
 * @param isReadOnly whether the database is asked to refuse changes
 * @param isOneTransaction whether all statements count together or not at all
 */
record SqlStep(
        Dialect dialect,
        @Nullable Server server,
        List<Statement> statements,
        boolean isReadOnly,
        boolean isOneTransaction,
        Duration timeout,
        Optional<Integer> expectedRows,
        Assertions assertions,
        Captures captures) {

    static final Set<String> OUTPUT_NAMES = Set.of("rows", "row_count", "columns", "update_count", "sql_time");

    private static final int MOST_STATEMENTS = 100;
    private static final Pattern DATABASE = Pattern.compile("[^\\x00-\\x1F/\\\\?#;&=]{1,128}");

    /** Which database it is. */
    enum Dialect {
        POSTGRESQL(5432),
        MARIADB(3306),
        MYSQL(3306),
        H2(0);

        private final int port;

        Dialect(int port) {
            this.port = port;
        }
    }

    /** One statement. @param values for its question marks: JSON-like */
    record Statement(String sql, List<@Nullable Object> values) {}

    /** How the connection is protected. @param pem the certificate that the step trusts; empty for the JDK's authorities */
    record Tls(Trust trust, Optional<String> pem) {}

    /** Where it runs and who asks. */
    record Server(String host, int port, String database, String user, String password, Optional<Tls> tls) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    static SqlStep read(ActionContext context, Parameters parameters) {
        Dialect dialect = parameters.choice("driver", Dialect.class);
        List<Statement> statements = new ArrayList<>();
        for (Parameters statement : parameters.objects("statements")) {
            statements.add(new Statement(statement.text("sql"), statement.list("parameters")));
        }
        if (parameters.has("sql")) {
            statements.add(new Statement(parameters.text("sql"), parameters.list("parameters")));
        }
        if (statements.isEmpty()) {
            throw parameters.refuse("sql", "given, unless there are \"statements\"");
        }
        if (statements.size() > MOST_STATEMENTS) {
            throw parameters.refuse("statements", "at most " + MOST_STATEMENTS + " statements");
        }
        return new SqlStep(
                dialect,
                dialect == Dialect.H2 ? null : server(dialect, context, parameters),
                List.copyOf(statements),
                parameters.flag("read_only"),
                parameters.flag("transaction"),
                parameters.seconds("timeout"),
                parameters.has("expected_rows")
                        ? Optional.of(parameters.number("expected_rows").intValue())
                        : Optional.empty(),
                Assertions.read(parameters),
                Captures.read(parameters, OUTPUT_NAMES));
    }

    private static Server server(Dialect dialect, ActionContext context, Parameters parameters) {
        String database = parameters.text("database");
        if (!DATABASE.matcher(database).matches()) {
            throw parameters.refuse("database", "the name of a database alone");
        }
        return new Server(
                parameters.text("host"),
                parameters.has("port") ? parameters.number("port").intValue() : dialect.port,
                database,
                parameters.text("username"),
                parameters.optionalText("password").orElse(""),
                parameters.flag("tls")
                        ? Optional.of(new Tls(
                                Trust.read(parameters, context), parameters.optionalText("trusted_certificate")))
                        : Optional.empty());
    }

    String where() {
        return server == null ? "the database in memory" : "\"" + server.host().toLowerCase(Locale.ROOT) + "\"";
    }
}
