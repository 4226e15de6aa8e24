package io.vigie.testsupport;

import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.postgres.Database;
import io.vigie.testsupport.postgres.PostgresServer;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The servers as one test class sees them. Whoever asks first for a class, JUnit's extension or Spring's context, makes them fresh for
 * it; the next one to ask for the same class finds the same. Safe for use by many threads.
 */
public final class RealServers {

    private static @Nullable RealServers current;

    private final Class<?> owner;
    private final RealKafkaAndPostgres wishes;
    private final @Nullable KafkaBroker kafka;
    private final @Nullable PostgresServer postgres;
    private final @Nullable Database database;

    private RealServers(Class<?> owner, RealKafkaAndPostgres wishes) {
        this.owner = owner;
        this.wishes = wishes;
        this.kafka = wishes.kafka() ? KafkaBroker.shared() : null;
        this.postgres = wishes.postgres() ? PostgresServer.shared() : null;
        this.database = postgres == null ? null : postgres.newDatabase();
        if (kafka != null) {
            kafka.forgetEverything();
            if (wishes.vigieTopics()) {
                kafka.createVigieTopics(wishes.partitions());
            }
            kafka.createTopics(wishes.partitions(), Set.of(wishes.topics()));
        }
    }

    /**
     * The servers, fresh at the first call for the class that carries the annotation, itself, a superclass or the class around a nested one.
     *
     * @throws IllegalStateException when no such class is annotated
     */
    public static synchronized RealServers preparedFor(Class<?> testClass) {
        Class<?> owner = ownerOf(testClass);
        if (owner == null) {
            throw new IllegalStateException(
                    "Expected to find @RealKafkaAndPostgres on \"%s\" or around it, but it is not there."
                            .formatted(testClass.getName()));
        }
        RealServers servers = current;
        if (servers == null || servers.owner != owner) {
            servers = new RealServers(owner, wishesOf(owner));
            current = servers;
        }
        return servers;
    }

    /** The outermost class that the annotation holds for, or null: nested classes share their outer class's servers. */
    public static @Nullable Class<?> ownerOf(Class<?> testClass) {
        Class<?> owner = null;
        for (Class<?> at = testClass; at != null; at = at.getEnclosingClass()) {
            if (AnnotationSupport.findAnnotation(at, RealKafkaAndPostgres.class).isPresent()) {
                owner = at;
            }
        }
        return owner;
    }

    private static RealKafkaAndPostgres wishesOf(Class<?> owner) {
        return AnnotationSupport.findAnnotation(owner, RealKafkaAndPostgres.class)
                .orElseThrow();
    }

    /** What the class asked for. */
    public RealKafkaAndPostgres wishes() {
        return wishes;
    }

    /** The broker. @throws IllegalStateException when the class said that it needs none */
    public KafkaBroker kafka() {
        return wanted(kafka, "Kafka", "kafka");
    }

    /** The database server. @throws IllegalStateException when the class said that it needs none */
    public PostgresServer postgres() {
        return wanted(postgres, "PostgreSQL", "postgres");
    }

    /** The class's own database, empty at its beginning. @throws IllegalStateException when the class said that it needs none */
    public Database database() {
        return wanted(database, "PostgreSQL", "postgres");
    }

    private <T> T wanted(@Nullable T server, String name, String attribute) {
        if (server == null) {
            throw new IllegalStateException("Expected to give %s to \"%s\", but its annotation says %s = false."
                    .formatted(name, owner.getName(), attribute));
        }
        return server;
    }
}
