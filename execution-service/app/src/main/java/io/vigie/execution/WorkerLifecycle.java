package io.vigie.execution;

import io.vigie.action.ActionCatalog;
import io.vigie.action.TargetPolicy;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.execution.intake.DefinitionsIntake;
import io.vigie.execution.intake.ExtensionsIntake;
import io.vigie.execution.intake.OrdersIntake;
import io.vigie.execution.intake.TaskIntake;
import io.vigie.execution.publishing.ActionCatalogForwarder;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.DefinitionStore;
import io.vigie.execution.working.Targets;
import io.vigie.execution.working.Worker;
import io.vigie.execution.working.WorkerDirectory;
import io.vigie.execution.working.WorkerSettings;
import io.vigie.slots.Orphans;
import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Duration grace;
    private final ActionCatalog actions;
    private final @Nullable FileStorage storage;
    private final WorkerDirectory directory;
    private final AttemptForwarder forwarder;
    private final DefinitionStore definitions;
    private final Worker worker;
    private final DefinitionsIntake definitionsIntake;
    private final OrdersIntake ordersIntake;
    private final ExtensionsIntake extensionsIntake;
    private final TaskIntake taskIntake;
    private final Thread starting;
    private final AtomicBoolean drained = new AtomicBoolean();

    private WorkerLifecycle(
            WorkerId workerId,
            WorkerSettings settings,
            TargetPolicy targets,
            ActionCatalog actions,
            String bootstrapServers,
            @Nullable SecretSeal masterKey,
            @Nullable FileStorage storage,
            WorkerDirectory directory,
            ZoneId zone,
            InstantSource clock) {
        this.grace = settings.drainGrace();
        this.actions = actions;
        this.storage = storage;
        this.directory = directory;
        this.definitions = new DefinitionStore(directory.definitions());
        this.forwarder = AttemptForwarder.connect(bootstrapServers, workerId, clock);
        this.worker = Worker.start(
                workerId,
                settings,
                targets,
                actions,
                definitions,
                forwarder,
                masterKey,
                storage,
                clock,
                zone,
                directory);
        this.definitionsIntake = new DefinitionsIntake(bootstrapServers, definitions, forwarder);
        this.ordersIntake = new OrdersIntake(bootstrapServers, worker, forwarder);
        this.extensionsIntake = new ExtensionsIntake(bootstrapServers, worker, forwarder);
        this.taskIntake = new TaskIntake(bootstrapServers, worker, forwarder);
        this.starting = Thread.ofVirtual().name("vigie-worker-start").unstarted(() -> {
            new ActionCatalogForwarder(forwarder).publish(actions.descriptions());
            definitionsIntake.start();
            ordersIntake.start();
            extensionsIntake.start();
            try {
                while (!definitionsIntake.awaitCaughtUp(PATIENCE) || !ordersIntake.awaitCaughtUp(PATIENCE)) {
                    log.warn(
                            "Expected to have read definitions and orders by now, but {} definitions are read so far.",
                            definitions.size());
                }
                taskIntake.start();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /**
     * Starts a worker; it takes tasks as soon as it has read the definitions and which runs are over.
     *
     * @param targets which hosts tests may contact
     * @param actions closed with the worker
     * @param masterKey base64, 32 bytes; absent when there are no secrets to open
     * @param storage of campaigns' files and of artifacts, closed with the worker; absent when there is none
     * @param directory for the worker's own files
     * @throws IllegalStateException when a live worker has the directory
     */
    public static WorkerLifecycle start(
            WorkerId workerId,
            WorkerSettings settings,
            Targets targets,
            ActionCatalog actions,
            String bootstrapServers,
            @Nullable String masterKey,
            @Nullable FileStorage storage,
            Path directory,
            ZoneId zone,
            InstantSource clock) {
        SecretSeal seal = masterKey == null || masterKey.isBlank() ? null : SecretSeal.ofMasterKey(masterKey.strip());
        WorkerDirectory claimed = WorkerDirectory.claim(directory);
        try {
            WorkerLifecycle lifecycle = new WorkerLifecycle(
                    workerId, settings, targets, actions, bootstrapServers, seal, storage, claimed, zone, clock);
            lifecycle.starting.start();
            Thread.ofVirtual().name("vigie-orphans").start(() -> sweepOrphans(settings, claimed.path()));
            log.info(
                    "Worker \"{}\" has {} slots and {} actions; its tests may contact {}.",
                    workerId,
                    settings.slots(),
                    actions.descriptions().size(),
                    targets.summary());
            return lifecycle;
        } catch (RuntimeException refused) {
            claimed.close();
            throw refused;
        }
    }

    /** Beside the start, since what others have left may be large. */
    private static void sweepOrphans(WorkerSettings settings, Path own) {
        try {
            Orphans orphans = new Orphans(settings.isolation().place());
            orphans.register(own);
            List<Path> gone = orphans.sweep(false, Orphans.KEPT_FOR, Instant.now());
            if (!gone.isEmpty()) {
                log.info("Deleted {} directories of slots whose owner has gone: {}.", gone.size(), gone);
            }
        } catch (IOException | RuntimeException refused) {
            log.warn("Expected to delete what slots without an owner have left, but {}.", refused.getMessage());
        }
    }

    /** Why the worker is not ready to take tasks; empty when it is. */
    public Optional<String> problem() {
        if (worker.isDraining()) {
            return Optional.of("draining: it takes nothing new and stops soon");
        }
        if (!definitionsIntake.isCaughtUp()) {
            return Optional.of("definitions are still being read");
        }
        if (!ordersIntake.isCaughtUp()) {
            return Optional.of("orders are still being read");
        }
        return taskIntake.problem();
    }

    /** Whether it takes nothing new because it stops. */
    public boolean isDraining() {
        return worker.isDraining();
    }

    /** How many slots are running a slice. */
    public int busySlots() {
        return worker.busySlots();
    }

    /**
     * Takes nothing new, lets running tests end within the grace, and hands back the rest; what was said is on its way when this
     * returns. Orders are heard meanwhile. A second call does nothing.
     */
    public void drain() {
        if (!drained.compareAndSet(false, true)) {
            return;
        }
        starting.interrupt();
        worker.announceDrain();
        taskIntake.close();
        try {
            worker.drain(grace);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops in good order: within the drain's grace and a few seconds. */
    @Override
    public void close() {
        drain();
        stop(LAST_WORDS);
    }

    /** Stops as when the process dies: nothing is handed back and nothing waits to be sent. For tests of what happens then. */
    void kill() {
        drained.set(true);
        starting.interrupt();
        worker.close();
        forwarder.close(Duration.ZERO);
        taskIntake.close();
        stop(Duration.ZERO);
    }

    private void stop(Duration lastWords) {
        worker.close();
        definitionsIntake.close();
        ordersIntake.close();
        extensionsIntake.close();
        forwarder.close(lastWords);
        definitions.close();
        actions.close();
        if (storage != null) {
            storage.close();
        }
        directory.close();
    }
}
