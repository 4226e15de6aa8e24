package io.vigie.execution.signing.intake;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.execution.roles.InRole;
import io.vigie.execution.roles.Role;
import io.vigie.execution.signing.Signer;
import io.vigie.execution.signing.SigningSettings;
import io.vigie.execution.signing.SigningState;
import io.vigie.service.health.HealthFact;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The signer, in a process that has its role: with a key it signs, without one it says that nothing is signed. */
@Configuration(proxyBeanMethods = false)
@InRole(Role.SIGNER)
class SigningConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SigningConfiguration.class);

    @Bean
    SigningState signingState(SigningSettings settings, MeterRegistry meters) {
        SigningState state = new SigningState();
        if (!settings.hasKey()) {
            state.cannotSign("vigie.signing.key-file names no key");
            log.warn("Histories are not signed: vigie.signing.key-file names no key.");
        }
        FunctionCounter.builder("vigie.signing.checkpoints", state, SigningState::checkpoints)
                .register(meters);
        FunctionCounter.builder("vigie.signing.tombstones", state, SigningState::tombstones)
                .register(meters);
        Gauge.builder("vigie.signing.awaiting-tombstone", state, SigningState::awaitingTombstone)
                .register(meters);
        Gauge.builder("vigie.signing.refused", state, SigningState::refused).register(meters);
        return state;
    }

    @Bean
    HealthFact signingFact(SigningState state) {
        return HealthFact.of("signing", state::summary);
    }

    @Bean
    SignerLifecycle signer(
            SigningSettings settings, SigningState state, @Value("${vigie.kafka}") String bootstrapServers) {
        Path keyFile = settings.hasKey() ? Path.of(String.valueOf(settings.keyFile())) : null;
        return new SignerLifecycle(
                bootstrapServers,
                keyFile == null ? null : new Signer(settings, keyFile, state, Clock.systemUTC()),
                state);
    }
}
