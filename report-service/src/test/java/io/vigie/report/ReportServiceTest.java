package io.vigie.report;

import io.vigie.testsupport.RealKafkaAndPostgres;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** The whole service on a port of its own, with a real Kafka and a real PostgreSQL; its clients are trusted. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"vigie.time-zone=Europe/Paris", "vigie.files=target/files", "vigie.files-removal-every=100ms"})
@RealKafkaAndPostgres(
        topics = {
            "vigie.campaign-events.v1",
            "vigie.run-events.v1",
            "vigie.test-logs.v1",
            "vigie.launch-commands.v1",
            "vigie.checkpoints.v1",
            "vigie.webhooks.v1",
            "vigie.cdevents.v1"
        })
@Import(Client.Trust.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public @interface ReportServiceTest {}
