package io.vigie.campaign.asking;

import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whether the database answers. */
@Configuration(proxyBeanMethods = false)
class ServiceHealth {

    @Bean
    ReadinessCheck databaseAnswers(JdbcClient jdbc) {
        return ReadinessCheck.of("database", () -> {
            jdbc.sql("SELECT 1").query(Integer.class).single();
            return Readiness.ok();
        });
    }
}
