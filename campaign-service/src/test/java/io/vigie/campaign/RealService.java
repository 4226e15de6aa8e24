package io.vigie.campaign;

import io.vigie.testsupport.RealKafkaAndPostgres;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The whole service on a free port, with a real Kafka, a real PostgreSQL, and an administrator of a known password. */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RealKafkaAndPostgres(
        topics = {
            "vigie.launch-commands.v1",
            "vigie.launch-commands.v1.dlq",
            "vigie.command-replies.v1",
            "vigie.campaign-events.v1",
            "vigie.definitions.v1",
            "vigie.actions.v1",
            "vigie.actions.v1.dlq",
            "vigie.webhooks.v1"
        })
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"vigie.admin.password=" + Api.PASSWORD, "server.port=0"})
public @interface RealService {}
