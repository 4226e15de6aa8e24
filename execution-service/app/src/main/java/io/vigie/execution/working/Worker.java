package io.vigie.execution.working;

import io.vigie.action.ActionCatalog;
import io.vigie.action.TargetPolicy;
import io.vigie.contracts.RunId;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.WorkerId;
import io.vigie.contracts.attempt.AttemptEvent.Heartbeat;
import io.vigie.contracts.attempt.AttemptEvent.SliceAccepted;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.task.TaskMessage.SliceDispatched;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.slots.MachineSlots;
import io.vigie.slots.PortBlocks;
import io.vigie.slots.Seat;
import io.vigie.slots.Wiping;
import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * first takes a slot, then a task: so no task waits in a worker while another worker is idle. Safe for use by many threads.
 */
public final class Worker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);
    private static final int REMEMBERED = 10_000;

    /** How many ended runs are remembered; orders are kept for days, runs end within hours. */
    private static final int REMEMBERED_STOPS = 50_000;

    /** A free place for one slice; taken before a task is fetched, and given back or used up by {@link #take}. */
    public static final class Slot {

        private final SlotPlace place;

        private Slot(SlotPlace place) {
            this.place = place;
        }
    }

    private final Equipment equipment;
    private final List<Slot> slots = new ArrayList<>();
    private final BlockingQueue<Slot> free;
    private final Map<SliceKey, SliceRun> held = new ConcurrentHashMap<>();
    private final Map<SliceKey, CompletableFuture<Void>> known = new Remembered<>(REMEMBERED);
    private final Map<RunId, StopReason> stopped = new Remembered<>(REMEMBERED_STOPS);
    private final Map<RunId, Boolean> halted = new Remembered<>(REMEMBERED_STOPS);
    private final Map<SliceKey, Boolean> revoked = new Remembered<>(REMEMBERED);
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("vigie-heartbeat").factory());
    private volatile boolean draining;

    private Worker(Equipment equipment, Path directory) {
        this.equipment = equipment;
        WorkerSettings settings = equipment.settings();
        int count = settings.slots();
        this.free = new ArrayBlockingQueue<>(count);
        PortBlocks ports = PortBlocks.in(
                settings.isolation().place(),
                settings.isolation().firstPort(),
                settings.isolation().lastPort(),
                settings.isolation().portsPerSlot());
        String host = MachineSlots.host();
        for (int number = 1; number <= count; number++) {
            slots.add(new Slot(new SlotPlace(
                    equipment.workerId(),
                    number,
                    count,
                    directory.resolve("slot-" + number),
                    new Seat(ports, host, directory.toAbsolutePath().toString(), number),
                    host)));
        }
        free.addAll(slots);
        long beat = settings.heartbeat().toMillis();
        heart.scheduleAtFixedRate(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts a worker; its slots are free and its directory is empty.
     *
     * @param targets which hosts tests may contact
     * @param masterKey opens the secrets of environments; absent when none is configured
     * @param storage of campaigns' files and of artifacts, closed by the caller; absent when there is none
     * @param zone of the times in log lines
     * @param directory of this worker alone, let go by the caller; what a worker before has left in its slots is deleted
     */
    public static Worker start(
            WorkerId workerId,
            WorkerSettings settings,
            TargetPolicy targets,
            ActionCatalog actions,
            Definitions definitions,
            Reports reports,
            @Nullable SecretSeal masterKey,
            @Nullable FileStorage storage,
            InstantSource clock,
            ZoneId zone,
            WorkerDirectory directory) {
        try {
            Wiping.delete(directory.slots());
        } catch (IOException stays) {
            throw new UncheckedIOException(stays);
        }
        FilesCache files = storage == null
                ? null
                : FilesCache.open(
                        directory.files(),
                        storage,
                        settings.limits().filesCache().toBytes(),
                        settings.limits().campaignFiles().toBytes());
        return new Worker(
                new Equipment(
                        workerId,
                        actions,
                        targets,
                        definitions,
                        reports,
                        masterKey,
                        new LogPace(),
                        clock,
                        zone,
                        settings,
                        settings.limits().ofActions(),
                        storage,
                        files),
                directory.slots());
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

    /** Whether the run of that slice is being ended, so that the slice is not worth taking. */
    public boolean isStopped(RunId run) {
        synchronized (stopped) {
            return stopped.containsKey(run);
        }
    }

    /** Ends what this worker runs of that run, and takes nothing more of it. */
    public void stopRun(RunId run, StopReason reason) {
        synchronized (stopped) {
            stopped.putIfAbsent(run, reason);
        }
        held.values().stream()
                .filter(slice -> slice.slice().runId().equals(run))
                .forEach(slice -> slice.stopRun(reason));
    }

    /** Lets what this worker runs of that run come to the end of its attempt, and runs nothing more of it. */
    public void haltRun(RunId run) {
        synchronized (halted) {
            halted.put(run, true);
        }
        held.values().stream()
                .filter(slice -> slice.slice().runId().equals(run))
                .forEach(SliceRun::halt);
    }

    /** Gives a slice that this worker holds more tests, when this is the worker that is meant. */
    public void extend(SliceExtended extension) {
        SliceRun running = held.get(new SliceKey(extension.runId(), extension.slice()));
        if (running != null && extension.workerId().equals(id())) {
            running.extend(extension);
        }
    }

    /** Ends the slice without a verdict when this is the worker that is meant: it is another's, or nobody's. */
    public void revoke(RunId run, long slice, WorkerId meant) {
        if (!meant.equals(id())) {
            return;
        }
        SliceKey key = new SliceKey(run, slice);
        synchronized (revoked) {
            revoked.put(key, true);
        }
        SliceRun running = held.get(key);
        if (running != null) {
            log.warn("Slice {} of run \"{}\" is not this worker's any more; leaving it.", slice, run);
            running.revoke();
        }
    }

    /**
     * What became of a slice that was offered.
     *
     * @param isNew whether the slice has been started, and the slot used up; else this worker had it before
     * @param durable done when the acceptance is durable: not before then may whoever handed the slice out forget it
     */
    public record Acceptance(boolean isNew, CompletableFuture<Void> durable) {}

    /**
     * Says that this worker takes the slice, and starts it in the slot, which is free again when the slice has been given back. What
     * the slice says follows its acceptance on the same way, so it need not wait for it.
     *
     * <p>A slice that this worker holds, or held a short while ago, is not started again, however many offer it at the same time. One
     * that it has taken without anybody hearing of it counts as never taken.
     */
    public Acceptance take(SliceDispatched slice, Origin origin, Slot slot) {
        SliceKey key = SliceKey.of(slice);
        // One step: the copies of a slice that is sent again may come to two fetchers at the same moment.
        synchronized (known) {
            CompletableFuture<Void> before = known.get(key);
            if (before != null && (!before.isCompletedExceptionally() || held.containsKey(key))) {
                return new Acceptance(false, before);
            }
            CompletableFuture<Void> durable = equipment
                    .reports()
                    .report(
                            new SliceAccepted(
                                    slice.projectId(),
                                    slice.runId(),
                                    equipment.workerId(),
                                    slice.slice(),
                                    slot.place.lease(),
                                    equipment.clock().instant()),
                            origin);
            start(slice, origin, slot, durable);
            return new Acceptance(true, durable);
        }
    }

    /** Gives a slice back that was taken, because nobody can be told so. */
    public void letGo(SliceDispatched slice) {
        SliceRun run = held.get(SliceKey.of(slice));
        if (run != null) {
            run.drainNow();
        }
    }

    /** Runs a slice without a word of acceptance. */
    void start(SliceDispatched slice, Origin origin, Slot slot, CompletableFuture<Void> acceptance) {
        SliceKey key = SliceKey.of(slice);
        SliceRun run = new SliceRun(slice, origin, slot.place, equipment);
        synchronized (known) {
            known.put(key, acceptance);
        }
        held.put(key, run);
        if (draining) {
            run.drain();
        }
        // After the slice is among those held: an order that comes now finds it there, one that came before is found
        // here.
        synchronized (stopped) {
            StopReason reason = stopped.get(slice.runId());
            if (reason != null) {
                run.stopRun(reason);
            }
        }
        synchronized (halted) {
            if (halted.containsKey(slice.runId())) {
                run.halt();
            }
        }
        synchronized (revoked) {
            if (revoked.containsKey(key)) {
                run.revoke();
            }
        }
        Thread.ofVirtual().name("vigie-slot-" + slot.place.number()).start(() -> {
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
            Map<RunId, List<SliceRun>> runs = new LinkedHashMap<>();
            for (SliceRun run : held.values()) {
                if (run.isAbandoned()) {
                    continue;
                }
                if (run.silence().compareTo(equipment.settings().silence()) > 0 && !run.isDraining()) {
                    log.warn(
                            "Expected Kafka to take what is said of slice {} of run \"{}\", but it has not for {} s; giving the slice up, since another worker has it by now.",
                            run.slice().slice(),
                            run.slice().runId(),
                            run.silence().toSeconds());
                    run.drainNow();
                }
                runs.computeIfAbsent(run.slice().runId(), any -> new ArrayList<>())
                        .add(run);
            }
            runs.forEach(this::sayHeld);
        } catch (RuntimeException missed) {
            log.warn("Expected to say which slices are held, but {}; the next time follows.", missed.toString());
        }
    }

    private void sayHeld(RunId runId, List<SliceRun> slices) {
        long saidAt = System.nanoTime();
        equipment
                .reports()
                .report(
                        new Heartbeat(
                                slices.getFirst().slice().projectId(),
                                runId,
                                equipment.workerId(),
                                slices.stream()
                                        .map(run -> run.slice().slice())
                                        .sorted()
                                        .toList(),
                                equipment.clock().instant()),
                        null)
                .thenRun(() -> slices.forEach(run -> run.heard(saidAt)));
    }

    /** Takes no slot any more; what runs goes on until {@link #drain}. */
    public void announceDrain() {
        draining = true;
    }

    /** Whether this worker takes nothing new because it stops. */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Takes nothing new, lets running tests end if they do so within the grace, interrupts them otherwise, and hands back the rest.
     * Returns when every slice has been given back, or a few seconds after the grace at the latest.
     */
    public void drain(Duration grace) throws InterruptedException {
        draining = true;
        held.values().forEach(SliceRun::drain);
        if (!held.isEmpty()) {
            log.info(
                    "Worker \"{}\" stops: it takes nothing new, and {} running slices have {} s to come to the end of a test.",
                    id(),
                    held.size(),
                    grace.toSeconds());
        }
        if (!awaitIdle(grace)) {
            held.values().forEach(SliceRun::drainNow);
            if (!awaitIdle(Duration.ofSeconds(3))) {
                log.warn("Expected every slot to be free, but {} are not.", held.size());
            }
        }
    }

    private boolean awaitIdle(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Slot> taken = new ArrayList<>();
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
        slots.forEach(slot -> slot.place.seat().close());
    }

    /** The entries that were put in last. */
    private static final class Remembered<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1L;

        private final int most;

        Remembered(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    private record SliceKey(RunId runId, long slice) {
        static SliceKey of(SliceDispatched slice) {
            return new SliceKey(slice.runId(), slice.slice());
        }
    }
}
