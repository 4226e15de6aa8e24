package io.vigie.service.health;

import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Health from all {@link ReadinessCheck} beans. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
final class HealthAutoConfiguration {

    @Bean
    StartedCheck startedCheck() {
        return new StartedCheck();
    }

    @Bean
    HealthController healthController(
            ObjectProvider<ReadinessCheck> checks,
            ObjectProvider<HealthFact> facts,
            @Value("${vigie.health.timeout:2s}") Duration timeout,
            @Value("${spring.application.name:service}") String service) {
        List<ReadinessCheck> all = checks.orderedStream().toList();
        return new HealthController(
                new Readinesses(all, timeout), facts.orderedStream().toList(), service, Version.read());
    }
}
