package io.vigie.testsupport.postgres;

import io.vigie.testsupport.ServerKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL for tests, which forgets everything at the end of the JVM. Safe for use by many threads. */
public final class PostgresServer {

    private static final class Held {
        static final PostgresServer SHARED = ServerKind.chosen() == ServerKind.CONTAINERS
                ? new PostgresServer(ContainedPostgres.start())
                : new PostgresServer(UnpackedPostgres.start());
    }

    private final AtomicInteger created = new AtomicInteger();
    private final Address address;

    private PostgresServer(Address address) {
        this.address = address;
    }

    /** The server of this JVM, started at the first call. */
    public static PostgresServer shared() {
        return Held.SHARED;
    }

    /** A new, empty database; it lives until the server ends. */
    public Database newDatabase() {
        String name = "test_" + created.incrementAndGet();
        try (Connection connection =
                        DriverManager.getConnection(address.url("postgres"), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException refused) {
            throw new IllegalStateException(
                    "Expected to create the database \"%s\", but PostgreSQL refused.".formatted(name), refused);
        }
        return new Database(name, address.url(name), address.user(), address.password());
    }

    /** Where a server listens, and who may do everything there. */
    record Address(String host, int port, String user, String password) {

        String url(String database) {
            return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
        }
    }
}
