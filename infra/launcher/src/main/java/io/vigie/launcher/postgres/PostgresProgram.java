package io.vigie.launcher.postgres;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.Secrets;
import io.vigie.launcher.supervision.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** PostgreSQL as the supervisor keeps it: one cluster on the loopback address, with a database and a role for each service that has one. */
public final class PostgresProgram implements Program {

    private static final String SUPERUSER = "vigie";
    private static final String SUPERUSER_SECRET = "postgres-superuser";

    private final Installation installation;
    private final Secrets secrets;
    private final int port;
    private final List<OwnedDatabase> databases;
    private final PostgresBinaries binaries;
    private final Path cluster;

    private @Nullable Connection looking;

    public PostgresProgram(Installation installation, Secrets secrets, int port, List<OwnedDatabase> databases) {
        this.installation = installation;
        this.secrets = secrets;
        this.port = port;
        this.databases = databases;
        this.binaries = new PostgresBinaries(installation.programs().resolve("postgres"));
        this.cluster = installation.data("postgres");
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path log() {
        return installation.log(name());
    }

    /** The address of one database, for JDBC. */
    public static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    @Override
    public Start prepare() throws IOException, InterruptedException {
        binaries.unpack();
        createClusterIfMissing();
        removeStaleMark();
        List<String> command = OrdinaryUser.as(List.of(
                binaries.program("postgres"),
                "-D",
                cluster.toString(),
                "-c",
                "port=" + port,
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=100",
                "-c",
                "shared_buffers=64MB",
                "-c",
                "log_min_messages=warning",
                // An event store and projections: a commit that says done is done.
                "-c",
                "synchronous_commit=on",
                "-c",
                "max_wal_size=256MB"));
        return new Start(command, Map.of("PGDATA", "", "PGPASSWORD", "", "LC_ALL", "C"), installation.directory());
    }

    private void createClusterIfMissing() throws IOException, InterruptedException {
        if (Files.exists(cluster.resolve("PG_VERSION")) && Files.exists(created())) {
            return;
        }
        // A cluster without its mark was cut short in the middle of its making; there was no service yet that could
        // have written to it.
        deleteTree(cluster);
        Files.createDirectories(cluster.getParent());
        secrets.password(SUPERUSER_SECRET);
        Process initdb = new ProcessBuilder(OrdinaryUser.as(List.of(
                        binaries.program("initdb"),
                        "-D",
                        cluster.toString(),
                        "-U",
                        SUPERUSER,
                        "--pwfile=" + secrets.file(SUPERUSER_SECRET),
                        "-A",
                        "scram-sha-256",
                        "-E",
                        "UTF8",
                        "--locale=C")))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        int code = initdb.waitFor();
        if (code != 0) {
            throw new IOException("initdb ended with code %d".formatted(code));
        }
        Files.createFile(created());
    }

    /** Beside the cluster, not in it: what is in it belongs to PostgreSQL. */
    private Path created() {
        return cluster.resolveSibling("postgres.created");
    }

    /**
     * A killed server leaves a file with its process number. When that number now belongs to somebody else, PostgreSQL would wait for a stranger.
     */
    private void removeStaleMark() throws IOException {
        Path mark = cluster.resolve("postmaster.pid");
        if (!Files.exists(mark)) {
            return;
        }
        List<String> lines = Files.readAllLines(mark);
        boolean ours = lines.stream()
                .limit(1)
                .map(String::strip)
                // A machine that lost its power may have left anything.
                .filter(line -> line.matches("\\d{1,9}"))
                .findFirst()
                .flatMap(number -> ProcessHandle.of(Long.parseLong(number)))
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().command())
                .map(command -> command.equals(binaries.program("postgres")))
                .orElse(false);
        if (!ours) {
            Files.delete(mark);
        }
    }

    @Override
    public boolean serves() {
        try {
            Connection connection = looking;
            if (connection == null || !connection.isValid(2)) {
                if (connection != null) {
                    connection.close();
                }
                connection = connect();
                looking = connection;
            }
            return true;
        } catch (SQLException refused) {
            looking = null;
            return false;
        }
    }

    @Override
    public void onServing() throws IOException {
        for (OwnedDatabase database : databases) {
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                String name = database.name();
                // Quoted by PostgreSQL's own function: the password comes from a file that a person may have edited.
                String password = quoted(connection, database.password());
                statement.execute("SET log_statement = 'none'");
                if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
                    statement.execute("CREATE ROLE %s LOGIN PASSWORD %s".formatted(name, password));
                } else {
                    statement.execute("ALTER ROLE %s LOGIN PASSWORD %s".formatted(name, password));
                }
                if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
                    statement.execute("CREATE DATABASE %s OWNER %s".formatted(name, name));
                }
                statement.execute("REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(name));
            } catch (SQLException refused) {
                throw new IOException(
                        "the database \"%s\" could not be made: %s".formatted(database.name(), refused.getMessage()));
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", secrets.password(SUPERUSER_SECRET));
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("ApplicationName", "vigie-launcher");
        return DriverManager.getConnection(url(port, "postgres"), properties);
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    private static String quoted(Connection connection, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT quote_literal(?)")) {
            statement.setString(1, text);
            try (var result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            List<Path> files = new ArrayList<>();
            try (var found = Files.walk(folder)) {
                found.forEach(files::add);
            }
            for (Path file : files.reversed()) {
                Files.delete(file);
            }
        }
    }

    /** It ends its clients' connections instead of waiting for them. */
    @Override
    public String stopSignal() {
        return "INT";
    }

    @Override
    public Duration grace() {
        return Duration.ofSeconds(20);
    }
}
