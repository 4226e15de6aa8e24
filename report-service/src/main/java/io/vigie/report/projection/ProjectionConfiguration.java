package io.vigie.report.projection;

import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the projection needs around it. */
@Configuration(proxyBeanMethods = false)
class ProjectionConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ReadinessCheck database(ProjectionSchemas schemas) {
        return ReadinessCheck.of("database", () -> {
            schemas.serving();
            return Readiness.ok();
        });
    }
}
