package io.vigie.slots;

import io.vigie.slots.Seat.Checked;
import io.vigie.slots.Seat.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A slot for one command, outside any worker: ports, a database suffix and directories that no live slot of the machine has, until it is
 * closed or the process ends. Its directories lie in one of their own, locked as long as the process lives, so that whoever finds the lock
 * free may take them away ({@link Orphans}).
 */
public final class LoneSlot implements AutoCloseable {

    /** Lies in the directory of a slot that is to be kept after its end. */
    static final String KEPT = "kept";

    static final String LOCK = ".lock";

    private static final int TRIES = 100;

    private final String name;
    private final Path root;
    private final HostLock lock;
    private final Seat seat;
    private final Lease lease;
    private final OptionalInt taken;
    private final Guard guard;
    private boolean kept;

    private LoneSlot(String name, Path root, HostLock lock, Seat seat, Lease lease, OptionalInt taken, Guard guard) {
        this.name = name;
        this.root = root;
        this.lock = lock;
        this.seat = seat;
        this.lease = lease;
        this.taken = taken;
        this.guard = guard;
    }

    /**
     * Takes a slot whose ports are free, and makes its directories.
     *
     * @param task what the lease is to be called; its number says which block is tried first. Absent for any
     * @throws IllegalStateException when the machine has no block of free ports left
     */
    public static LoneSlot claim(MachineSlots slots, @Nullable String task) throws IOException {
        PortBlocks blocks = slots.blocks();
        Seat seat = task == null
                ? new Seat(
                        blocks,
                        MachineSlots.host(),
                        "run " + ProcessHandle.current().pid(),
                        1)
                : Seat.ofTask(blocks, MachineSlots.host(), task);
        HostLock lock = null;
        boolean done = false;
        try {
            Checked checked = seat.check()
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "Expected a block of ports for the command, but all blocks of this machine are leased or in use."));
            Lease lease = task == null ? checked.lease() : checked.lease().named(task);
            Path runs = runs(slots.directory());
            String name = "";
            for (int tried = 0; lock == null; tried++) {
                if (tried == TRIES) {
                    throw new IOException(
                            "Expected a directory for the command in \"%s\", but none can be locked.".formatted(runs));
                }
                name = lease.databaseSuffix() + "-"
                        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
                lock = locked(runs.resolve(name + LOCK)).orElse(null);
            }
            Path root = PrivateDirectory.make(runs.resolve(name));
            Files.createDirectories(work(root));
            Files.createDirectories(temporary(root));
            Path media = media(root, lease);
            Files.createDirectories(media);
            Files.writeString(work(root).resolve(SlotVariables.ENV_FILE), SlotVariables.file(lease, media));
            LoneSlot slot = new LoneSlot(name, root, lock, seat, lease, checked.taken(), Guard.over(name));
            done = true;
            return slot;
        } finally {
            if (!done) {
                if (lock != null) {
                    lock.close();
                }
                seat.close();
            }
        }
    }

    /** Nothing as well when somebody who looks for orphans has seen the file before it was locked, and has deleted it. */
    private static Optional<HostLock> locked(Path file) throws IOException {
        Optional<HostLock> lock = HostLock.take(file);
        if (lock.isPresent() && !Files.exists(file)) {
            lock.get().close();
            return Optional.empty();
        }
        return lock;
    }

    /** Where all of them have their directories. */
    static Path runs(Path directory) throws IOException {
        return PrivateDirectory.make(
                PrivateDirectory.make(directory).toAbsolutePath().resolve("runs"));
    }

    private static Path work(Path root) {
        return root.resolve("work");
    }

    private static Path temporary(Path root) {
        return root.resolve("tmp");
    }

    private static Path media(Path root, Lease lease) {
        return root.resolve("media_" + lease.databaseSuffix());
    }

    public Lease lease() {
        return lease;
    }

    /** A port of the first block that was found in use by another program, so that the ports are another block's. */
    public OptionalInt taken() {
        return taken;
    }

    /** What holds all its directories. */
    public Path directory() {
        return root;
    }

    public Path work() {
        return work(root);
    }

    public Path media() {
        return media(root, lease);
    }

    /** What a process of this slot sees, as a worker's slot has it, and the mark that the guard looks for. */
    public Map<String, String> environment() {
        Map<String, String> variables =
                SlotVariables.environment(lease, "run-" + lease.databaseSuffix(), 1, 1, work(), media());
        variables.put("TMPDIR", temporary(root).toString());
        variables.put(Guard.MARK, name);
        return variables;
    }

    /** Leaves the directories where they are when the slot is closed. */
    public void keep() throws IOException {
        kept = true;
        Files.createFile(root.resolve(KEPT));
    }

    /**
     * Ends every process that still lives in the slot, wipes its directories unless they are kept, then lets everything go. What cannot
     * be ended keeps its directories: whoever looks for orphans tries again.
     */
    @Override
    public void close() throws IOException {
        try {
            guard.close();
            if (!kept) {
                Wiping.delete(root);
                Files.deleteIfExists(root.resolveSibling(name + LOCK));
            }
        } finally {
            lock.close();
            seat.close();
        }
    }
}
