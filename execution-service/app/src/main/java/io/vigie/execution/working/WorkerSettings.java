package io.vigie.execution.working;

import io.vigie.action.AddressRules;
import io.vigie.action.TargetPolicy;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the worker of this process works.
 *
 * @param slots how many slices run at the same time
 * @param allowLoopbackTargets whether tests may contact this machine
 * @param allowPrivateTargets whether tests may contact private networks
 * @param allowedTargets hosts, addresses and blocks that tests may contact besides (see {@link AddressRules})
 * @param deniedTargets what they may not contact, whatever allows it
 * @param testTimeout how long a test may take
 * @param actionTimeout how long one action may take
 * @param definitionPatience how long one slice waits, in all, for definitions that have not arrived
 * @param heartbeat how often the worker says which slices it holds
 * @param drainGrace how long a test may go on when the worker stops
 * @param maxLogLines how many lines the actions of one attempt may write
 */
@ConfigurationProperties("vigie.worker")
public record WorkerSettings(
        @DefaultValue("8") int slots,
        @DefaultValue("true") boolean allowLoopbackTargets,
        @DefaultValue("false") boolean allowPrivateTargets,
        @DefaultValue List<String> allowedTargets,
        @DefaultValue List<String> deniedTargets,
        @DefaultValue("10m") Duration testTimeout,
        @DefaultValue("10m") Duration actionTimeout,
        @DefaultValue("30s") Duration definitionPatience,
        @DefaultValue("2s") Duration heartbeat,
        @DefaultValue("10s") Duration drainGrace,
        @DefaultValue("10000") int maxLogLines) {

    public WorkerSettings {
        if (slots < 1 || slots > 10_000) {
            throw new IllegalArgumentException(
                    "Expected a worker to have 1 to 10000 slots, but VIGIE_WORKER_SLOTS says " + slots + ".");
        }
    }

    /** As they are when nothing is configured. */
    public static WorkerSettings usual() {
        return new WorkerSettings(
                8,
                true,
                false,
                List.of(),
                List.of(),
                Duration.ofMinutes(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                10_000);
    }

    TargetPolicy targets() {
        return AddressRules.publicOnly()
                .withLoopback(allowLoopbackTargets)
                .withPrivateNetworks(allowPrivateTargets)
                .allowing(allowedTargets)
                .denying(deniedTargets);
    }
}
