package io.vigie.actions.sql;

import io.vigie.action.ActionContext;
import io.vigie.action.ActionLimits;
import io.vigie.actions.reach.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections to databases. A test gives no JDBC address and no driver property: some of them read files of the worker, load
 * classes or lead elsewhere. Every socket goes to an address that the target policy has allowed.
 */
final class Databases {

    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final String CONNECTION_FAILURES = "08";

    private Databases() {}

    /** Connects to the first of the server's addresses that answers. */
    static Connection open(SqlStep.Dialect dialect, SqlStep.Server server, ActionContext context)
            throws SQLException, IOException {
        Target target = Target.judged(context, server.host(), server.port());
        @Nullable SQLException last = null;
        for (InetAddress address : target.addresses()) {
            try {
                return JudgedSocketFactory.to(
                        address,
                        () -> dialect == SqlStep.Dialect.POSTGRESQL
                                ? postgres(target, server, context.limits())
                                : mariadb(target, server));
            } catch (SQLException failed) {
                if (!String.valueOf(failed.getSQLState()).startsWith(CONNECTION_FAILURES)
                        || Thread.currentThread().isInterrupted()) {
                    throw failed;
                }
                last = failed;
            }
        }
        throw last == null ? new SQLException("no address") : last;
    }

    private static Connection postgres(Target target, SqlStep.Server server, ActionLimits limits) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {target.host().contains(":") ? "[" + target.host() + "]" : target.host()});
        source.setPortNumbers(new int[] {target.port()});
        source.setDatabaseName(server.database());
        source.setUser(server.user());
        source.setPassword(server.password());
        source.setConnectTimeout((int) CONNECTING.toSeconds());
        source.setSocketFactory(JudgedSocketFactory.class.getName());
        source.setApplicationName("Vigie");
        // Variables arrive as text; the server then reads a text as the type that it compares it with.
        source.setStringType("unspecified");
        // Rows that others wrote may stand in the detail of an error.
        source.setLogServerErrorDetail(false);
        source.setMaxResultBuffer(String.valueOf(limits.downloadBytes()));
        source.setProperty(PGProperty.GSS_ENC_MODE, "disable");
        Optional<SqlStep.Tls> tls = server.tls();
        if (tls.isEmpty()) {
            source.setSslMode("disable");
            // Without TLS, nobody is told a password in clear text, whatever the server asks for.
            source.setProperty(PGProperty.REQUIRE_AUTH, "!password");
            return source.getConnection();
        }
        source.setSslMode(tls.get().trust().isVerified() ? "verify-full" : "require");
        source.setSslfactory(JudgedTlsFactory.class.getName());
        return JudgedTlsFactory.trusting(tls.get().trust(), source::getConnection);
    }

    private static Connection mariadb(Target target, SqlStep.Server server) throws SQLException {
        Configuration.Builder settings = new Configuration.Builder()
                .addHost(target.host(), target.port())
                .database(server.database())
                .user(server.user())
                .password(server.password())
                .socketFactory(JudgedSocketFactory.class.getName())
                .connectTimeout((int) CONNECTING.toMillis())
                // A server could otherwise send the client to another host, or ask for a file of the worker.
                .permitRedirect(false)
                .allowLocalInfile(false)
                .allowMultiQueries(false)
                .dumpQueriesOnException(false)
                .fallbackToSystemKeyStore(false);
        Optional<SqlStep.Tls> tls = server.tls();
        settings.sslMode(tls.isEmpty() ? "disable" : tls.get().trust().isVerified() ? "verify-full" : "trust");
        tls.flatMap(SqlStep.Tls::pem).ifPresent(settings::serverSslCert);
        return org.mariadb.jdbc.Driver.connect(settings.build());
    }

    /** The settings of the database in memory. */
    static Properties user(String name, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", name);
        properties.setProperty("password", password);
        return properties;
    }
}
