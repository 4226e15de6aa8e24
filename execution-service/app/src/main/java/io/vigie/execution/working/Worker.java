package io.vigie.execution.working;

import io.vigie.action.ActionCatalog;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.Heartbeat;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.attempt.AttemptEvent.SliceReturned;
import io.vigie.contracts.attempt.AttemptEvent.SlotLease;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs slices in a fixed number of slots, each on a virtual thread, and says every so often which it holds. Whoever fetches tasks
 * first takes a slot, then a task, then has its acceptance made durable, then starts it: so no task waits in a worker while another
 * worker is idle. Safe for use by many threads.
 */
public final class Worker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final int REMEMBERED = 10_000;

    /** A free place for one slice; taken before a task is fetched, and given back or used up by {@link #start}. */
    public static final class Slot {

        private final int number;

        private Slot(int number) {
            this.number = number;
        }
    }

    private final Equipment equipment;
    private final BlockingQueue<Slot> free;
    private final Map<SliceKey, SliceRun> held = new ConcurrentHashMap<>();
    private final Set<SliceKey> known = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SliceKey, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("vigie-heartbeat").factory());
    private volatile boolean draining;

    private Worker(Equipment equipment) {
        this.equipment = equipment;
        int slots = equipment.settings().slots();
        this.free = new ArrayBlockingQueue<>(slots);
        for (int number = 1; number <= slots; number++) {
            free.add(new Slot(number));
        }
        long beat = equipment.settings().heartbeat().toMillis();
        heart.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts a worker; its slots are free and its directory is empty.
     *
     * @param masterKey opens the secrets of environments; absent when none is configured
     * @param zone of the times in log lines
     * @param directory for the working directories of slots; what a worker before has left there is deleted
     */
    public static Worker start(
            WorkerId workerId,
            WorkerSettings settings,
            ActionCatalog actions,
            Definitions definitions,
            Reports reports,
            @Nullable SecretSeal masterKey,
            InstantSource clock,
            ZoneId zone,
            Path directory) {
        try {
            Workspace.delete(directory);
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        }
        return new Worker(new Equipment(
                workerId,
                actions,
                settings.targets(),
                definitions,
                reports,
                masterKey,
                new LogPace(),
                clock,
                zone,
                directory,
                settings));
    }

    public WorkerId id() {
        return equipment.workerId();
    }

    /** A slot that is free within the patience, or null: none is, or the worker takes nothing new. */
    public @Nullable Slot takeSlot(Duration patience) throws InterruptedException {
        return draining ? null : free.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives back a slot that was not used. */
    public void giveBack(Slot slot) {
        free.add(slot);
    }

    /** How many slices are being run. */
    public int busySlots() {
        return held.size();
    }

    public int slots() {
        return equipment.settings().slots();
    }

    /** Whether this worker holds that slice, or held it a short while ago: a task that comes twice is not run twice. */
    public boolean knows(SliceDispatched slice) {
        synchronized (known) {
            return known.contains(SliceKey.of(slice));
        }
    }

    /** Says that this worker takes the slice. @return done when that is durable */
    public CompletableFuture<Void> accept(SliceDispatched slice, Origin origin) {
        return equipment
                .reports()
                .report(
                        new SliceAccepted(
                                slice.projectId(),
                                slice.runId(),
                                equipment.workerId(),
                                slice.slice(),
                                new SlotLease("", 0, "", 0, 0, "", ""),
                                equipment.clock().instant()),
                        origin);
    }

    /** Takes back an acceptance that came too late to rely on: the whole slice is the coordinator's again. */
    public void decline(SliceDispatched slice, Origin origin) {
        equipment
                .reports()
                .report(
                        new SliceReturned(
                                slice.projectId(),
                                slice.runId(),
                                equipment.workerId(),
                                slice.slice(),
                                SliceReturned.Reason.DRAINING,
                                slice.tests().stream().map(SliceTest::testId).toList()),
                        origin);
    }

    /** Runs an accepted slice in the slot, which is free again when the slice has been given back. */
    public void start(SliceDispatched slice, Origin origin, Slot slot) {
        SliceKey key = SliceKey.of(slice);
        SliceRun run = new SliceRun(slice, origin, slot.number, equipment);
        synchronized (known) {
            known.add(key);
        }
        held.put(key, run);
        if (draining) {
            run.drain();
        }
        Thread.ofVirtual().name("vigie-slot-" + slot.number).start(() -> {
            try {
                run.run();
            } finally {
                held.remove(key);
                free.add(slot);
            }
        });
    }

    private void beat() {
        try {
            record Run(ProjectId projectId, RunId runId) {}
            Map<Run, List<Long>> slices = new LinkedHashMap<>();
            held.values().stream()
                    .filter(run -> !run.isAbandoned())
                    .map(SliceRun::slice)
                    .forEach(slice -> slices.computeIfAbsent(
                                    new Run(slice.projectId(), slice.runId()), any -> new java.util.ArrayList<>())
                            .add(slice.slice()));
            slices.forEach((run, numbers) -> equipment
                    .reports()
                    .report(
                            new Heartbeat(
                                    run.projectId(),
                                    run.runId(),
                                    equipment.workerId(),
                                    numbers.stream().sorted().toList(),
                                    equipment.clock().instant()),
                            null));
        } catch (RuntimeException missed) {
            log.warn("Expected to say which slices are held, but {}; the next time follows.", missed.toString());
        }
    }

    /**
     * Takes nothing new, lets running tests end if they do so within the grace, interrupts them otherwise, and hands back the rest.
     * Returns when every slice has been given back, or a few seconds after the grace at the latest.
     */
    public void drain(Duration grace) throws InterruptedException {
        draining = true;
        held.values().forEach(SliceRun::drain);
        if (!awaitIdle(grace)) {
            held.values().forEach(SliceRun::drainNow);
            if (!awaitIdle(Duration.ofSeconds(3))) {
                log.warn("Expected every slot to be free, but {} are not.", held.size());
            }
        }
    }

    private boolean awaitIdle(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        java.util.List<Slot> taken = new java.util.ArrayList<>();
        try {
            while (taken.size() < slots()) {
                Slot slot = free.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (slot == null) {
                    return held.isEmpty();
                }
                taken.add(slot);
            }
            return true;
        } finally {
            free.addAll(taken);
        }
    }

    /** Stops at once: nothing is handed back, as when the process dies. To be called after {@link #drain} for a quiet end. */
    @Override
    public void close() {
        draining = true;
        heart.shutdownNow();
        held.values().forEach(SliceRun::abandon);
        equipment.pace().close();
    }

    private record SliceKey(RunId runId, long slice) {
        static SliceKey of(SliceDispatched slice) {
            return new SliceKey(slice.runId(), slice.slice());
        }
    }
}
