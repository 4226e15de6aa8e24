package io.vigie.execution;

import io.vigie.action.ActionCatalog;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.execution.intake.DefinitionsIntake;
import io.vigie.execution.intake.TaskIntake;
import io.vigie.execution.publishing.ActionCatalogForwarder;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.DefinitionStore;
import io.vigie.execution.working.Worker;
import io.vigie.execution.working.WorkerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of this process with its edges, started and stopped in order: definitions are read before the first task is taken;
 * at the end no task is taken any more, running tests are drained, and what was said is sent before the producer closes.
 */
public final class WorkerLifecycle implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkerLifecycle.class);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Duration grace;
    private final ActionCatalog actions;
    private final AttemptForwarder forwarder;
    private final DefinitionStore definitions;
    private final Worker worker;
    private final DefinitionsIntake definitionsIntake;
    private final TaskIntake taskIntake;
    private final Thread starting;

    private WorkerLifecycle(
            Duration grace,
            ActionCatalog actions,
            AttemptForwarder forwarder,
            DefinitionStore definitions,
            Worker worker,
            String bootstrapServers) {
        this.grace = grace;
        this.actions = actions;
        this.forwarder = forwarder;
        this.definitions = definitions;
        this.worker = worker;
        this.definitionsIntake = new DefinitionsIntake(bootstrapServers, definitions, forwarder);
        this.taskIntake = new TaskIntake(bootstrapServers, worker, forwarder);
        this.starting = Thread.ofVirtual().name("vigie-worker-start").unstarted(() -> {
            new ActionCatalogForwarder(forwarder).publish(actions.descriptions());
            definitionsIntake.start();
            try {
                while (!definitionsIntake.awaitCaughtUp(Duration.ofMinutes(1))) {
                    log.warn(
                            "Expected to have read the definitions by now, but {} are read so far.",
                            definitions.size());
                }
                taskIntake.start();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Starts a worker; it takes tasks as soon as it has read the definitions.
     *
     * @param actions closed with the worker
     * @param masterKey base64, 32 bytes; absent when there are no secrets to open
     * @param directory for the worker's own files
     */
    public static WorkerLifecycle start(
            WorkerId workerId,
            WorkerSettings settings,
            ActionCatalog actions,
            String bootstrapServers,
            @Nullable String masterKey,
            Path directory,
            ZoneId zone,
            InstantSource clock) {
        SecretSeal seal = masterKey == null || masterKey.isBlank() ? null : SecretSeal.ofMasterKey(masterKey.strip());
        AttemptForwarder forwarder = AttemptForwarder.connect(bootstrapServers, workerId, clock);
        DefinitionStore definitions = new DefinitionStore(directory.resolve("definitions"));
        Worker worker = Worker.start(
                workerId, settings, actions, definitions, forwarder, seal, clock, zone, directory.resolve("slots"));
        WorkerLifecycle lifecycle =
                new WorkerLifecycle(settings.drainGrace(), actions, forwarder, definitions, worker, bootstrapServers);
        lifecycle.starting.start();
        log.info(
                "Worker \"{}\" has {} slots and {} actions.",
                workerId,
                settings.slots(),
                actions.descriptions().size());
        return lifecycle;
    }

    /** Why the worker is not ready to take tasks; empty when it is. */
    public Optional<String> problem() {
        if (!definitionsIntake.isCaughtUp()) {
            return Optional.of("definitions are still being read");
        }
        return taskIntake.problem();
    }

    /** Stops in good order: within the drain's grace and a few seconds. */
    @Override
    public void close() {
        starting.interrupt();
        taskIntake.close();
        try {
            worker.drain(grace);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        stop(LAST_WORDS);
    }

    /** Stops as when the process dies: nothing is handed back and nothing waits to be sent. For tests of what happens then. */
    void kill() {
        starting.interrupt();
        worker.close();
        forwarder.close(Duration.ZERO);
        taskIntake.close();
        stop(Duration.ZERO);
    }

    private void stop(Duration lastWords) {
        worker.close();
        definitionsIntake.close();
        forwarder.close(lastWords);
        definitions.close();
        actions.close();
    }
}
