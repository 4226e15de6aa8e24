package io.vigie.execution;

import io.vigie.action.ActionCatalog;
import io.vigie.contracts.WorkerId;
import io.vigie.execution.working.WorkerSettings;
import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Gives the process its worker. */
@Configuration(proxyBeanMethods = false)
class WorkerConfiguration {

    /** A new name at each start: what the process before may still say under its own is fenced. */
    private static WorkerId newWorkerId() {
        return WorkerId.of("%s-%d-%06x"
                .formatted(
                        host(),
                        ProcessHandle.current().pid(),
                        ThreadLocalRandom.current().nextInt(1 << 24)));
    }

    private static String host() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.substring(0, Math.min(name.length(), 60));
        } catch (UnknownHostException nameless) {
            return "worker";
        }
    }

    @Bean(destroyMethod = "close")
    WorkerLifecycle worker(
            WorkerSettings settings,
            @Value("${vigie.kafka}") String bootstrapServers,
            @Value("${vigie.master-key:}") String masterKey,
            @Value("${vigie.data}") Path data,
            @Value("${vigie.time-zone:}") String zone) {
        return WorkerLifecycle.start(
                newWorkerId(),
                settings,
                ActionCatalog.load(WorkerConfiguration.class.getClassLoader()),
                bootstrapServers,
                masterKey,
                data.resolve("worker"),
                zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone.strip()),
                Clock.systemUTC());
    }

    @Bean
    ReadinessCheck workerReadiness(WorkerLifecycle worker) {
        return ReadinessCheck.of(
                "worker", () -> worker.problem().map(Readiness::notReady).orElseGet(Readiness::ok));
    }
}
