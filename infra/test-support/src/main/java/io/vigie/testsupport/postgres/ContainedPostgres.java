package io.vigie.testsupport.postgres;

import org.testcontainers.postgresql.PostgreSQLContainer;

/** The server in a container; the container's keeper removes it when this JVM is gone. */
final class ContainedPostgres {

    private ContainedPostgres() {}

    @SuppressWarnings("resource") // lives as long as the JVM, and is removed by the keeper afterwards
    static PostgresServer.Address start() {
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:18")
                .withCommand(
                        "postgres", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "max_connections=300");
        container.start();
        return new PostgresServer.Address(
                container.getHost(),
                container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                container.getUsername(),
                container.getPassword());
    }
}
