package io.vigie.execution;

import io.vigie.action.ActionCatalog;
import io.vigie.contracts.WorkerId;
import io.vigie.execution.roles.InRole;
import io.vigie.execution.roles.Role;
import io.vigie.execution.working.Targets;
import io.vigie.execution.working.WorkerSettings;
import io.vigie.service.health.HealthFact;
import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Gives the process its worker. */
@Configuration(proxyBeanMethods = false)
@InRole(Role.WORKER)
class WorkerConfiguration {

    private static final Pattern DATABASE = Pattern.compile("//([^/?]+)");

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

    @Bean
    Targets targets(
            WorkerSettings settings, Environment environment, @Value("${vigie.kafka}") String bootstrapServers) {
        return Targets.of(settings, ownEndpoints(bootstrapServers, environment.getProperty("VIGIE_DATABASE_URL")));
    }

    @Bean(destroyMethod = "close")
    WorkerLifecycle worker(
            WorkerSettings settings,
            Targets targets,
            Environment environment,
            @Value("${vigie.kafka}") String bootstrapServers,
            @Value("${vigie.master-key:}") String masterKey,
            @Value("${vigie.data}") Path data,
            @Value("${vigie.time-zone:}") String zone)
            throws IOException {
        return WorkerLifecycle.start(
                newWorkerId(),
                settings,
                targets,
                ActionCatalog.load(WorkerConfiguration.class.getClassLoader()),
                bootstrapServers,
                masterKey,
                Storages.of(StorageSettings.read(environment::getProperty, data.resolveSibling("files"))),
                data.resolve("worker"),
                zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone.strip()),
                Clock.systemUTC());
    }

    /** The broker, and the database server when this process has been told of it. */
    static List<String> ownEndpoints(String bootstrapServers, @Nullable String databaseUrl) {
        List<String> endpoints = new ArrayList<>(List.of(bootstrapServers.split(",")));
        Matcher database = DATABASE.matcher(databaseUrl == null ? "" : databaseUrl);
        if (database.find()) {
            endpoints.addAll(List.of(database.group(1).split(",")));
        }
        return endpoints.stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Bean
    ReadinessCheck workerReadiness(WorkerLifecycle worker) {
        return ReadinessCheck.of(
                "worker", () -> worker.problem().map(Readiness::notReady).orElseGet(Readiness::ok));
    }

    @Bean
    HealthFact workerFact(WorkerSettings settings, WorkerLifecycle worker) {
        return HealthFact.of(
                "worker",
                () -> "%s of %d slots busy".formatted(worker.busySlots(), settings.slots())
                        + (worker.isDraining() ? ", draining" : ""));
    }

    @Bean
    HealthFact targetsFact(Targets targets) {
        return HealthFact.of("targets", targets::summary);
    }

    /** Drains before the web server stops, so that whoever asks for its health meanwhile is told. */
    @Bean
    SmartLifecycle workerDrain(WorkerLifecycle worker) {
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                running = true;
            }

            @Override
            public void stop() {
                worker.drain();
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }
        };
    }
}
