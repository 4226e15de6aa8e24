package io.vigie.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Topics;
import io.vigie.testsupport.kafka.KafkaBroker;
import io.vigie.testsupport.postgres.Database;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@SpringJUnitConfig
@RealKafkaAndPostgres
class SpringContextIT {

    @Configuration
    static class Nothing {}

    @Autowired
    Environment environment;

    @Autowired
    KafkaBroker kafka;

    @Test
    void findsTheServersInItsEnvironment(Database database) {
        assertThat(environment.getProperty("VIGIE_KAFKA")).isEqualTo(kafka.bootstrap());
        assertThat(environment.getProperty("spring.kafka.bootstrap-servers")).isEqualTo(kafka.bootstrap());
        assertThat(environment.getProperty("spring.datasource.url")).isEqualTo(database.url());
        assertThat(environment.getProperty("VIGIE_DATABASE_USER")).isEqualTo(database.user());
    }

    @Test
    void startsWithNothingButVigiesTopics() throws Exception {
        assertThat(kafka.admin().listTopics().names().get())
                .hasSize(2 * Topics.all().size())
                .contains("vigie.run-events.v1", "vigie.test-tasks.v1.dlq")
                .doesNotContain("asked-for");
    }
}
