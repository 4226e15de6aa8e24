package io.vigie.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test class a real Kafka 4.2 broker and a real PostgreSQL 18, for plain JUnit tests and for Spring tests alike.
 *
 * <p>The servers start once per JVM, at their first use, and end with it, however it ends. They run in containers when a Docker
 * engine answers, else embedded; {@code VIGIE_TEST_SERVERS=embedded} or {@code =containers} chooses by hand. Each test class
 * finds them fresh: an empty database of its own, Vigie's topics without a record, and no other topic but those it asks for. Test classes of one JVM
 * therefore run one after another, which is what Maven does.
 *
 * <p><b>A plain test</b> takes what it needs as a parameter of a constructor, a test or a lifecycle method:
 * {@link io.vigie.testsupport.kafka.KafkaBroker}, {@link io.vigie.testsupport.postgres.PostgresServer}, or
 * {@link io.vigie.testsupport.postgres.Database}, the class's own.
 *
 * <p><b>A Spring test</b> needs nothing more: its environment holds {@code VIGIE_KAFKA}, {@code VIGIE_DATABASE_URL},
 * {@code VIGIE_DATABASE_USER}, {@code VIGIE_DATABASE_PASSWORD} and {@code VIGIE_DATA} (an empty directory), Spring's own names for them, and the three types above
 * are beans. The context belongs to the class and closes after it, so that no listener of one class eats the messages of the next.
 *
 * <p>The broker does not create topics by itself: a misspelt name fails instead of waiting for ever.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RealServersExtension.class)
public @interface RealKafkaAndPostgres {

    /** Whether the class uses Kafka. */
    boolean kafka() default true;

    /** Whether the class uses PostgreSQL. */
    boolean postgres() default true;

    /** Whether Vigie's own topics and their dead-letter topics stand, with their policies, when the class begins. */
    boolean vigieTopics() default true;

    /** More topics that stand when the class begins, before any Spring context starts. */
    String[] topics() default {};

    /** How many partitions those topics have. */
    int partitions() default 4;
}
