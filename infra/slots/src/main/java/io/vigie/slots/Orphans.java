package io.vigie.slots;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;

/**
 * Directories on this machine whose owner has gone: of commands, and of workers that were killed and never came back. An owner holds a lock
 * as long as its process lives, so a free lock is the proof, and it is held while anything is taken away. Safe to use by several
 * processes at a time.
 */
public final class Orphans {

    /** How long stays what a command was asked to keep, when nobody says otherwise. */
    public static final Duration KEPT_FOR = Duration.ofDays(7);

    /** How many are looked at in one go; the next one finds the others. */
    private static final int MOST = 10_000;

    private static final String WORKER_LOCK = "worker.lock";
    private static final String SLOTS = "slots";
    private static final String LEFT = SLOTS + ".left-";

    private final Path directory;

    /** @param directory of the locks ({@link MachineSlots#directory}) */
    public Orphans(Path directory) {
        this.directory = directory;
    }

    /** Where a worker keeps the lock of its own directory. */
    public static Path lockOf(Path worker) {
        return worker.resolve(WORKER_LOCK);
    }

    /** Where a worker keeps the directories of its slots. */
    public static Path slotsOf(Path worker) {
        return worker.resolve(SLOTS);
    }

    /**
     * Remembers where a worker has its directory, for the day on which it does not come back.
     *
     * @param worker its directory, whose lock it holds
     */
    public void register(Path worker) {
        try {
            String place = worker.toAbsolutePath().normalize().toString();
            CRC32 name = new CRC32();
            name.update(place.getBytes(StandardCharsets.UTF_8));
            Files.writeString(workers().resolve(HexFormat.of().toHexDigits((int) name.getValue()) + ".place"), place);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private Path workers() throws IOException {
        return PrivateDirectory.make(
                PrivateDirectory.make(directory).toAbsolutePath().resolve("workers"));
    }

    /**
     * Takes away what nobody owns any more.
     *
     * @param dryRun only says what it would take away
     * @param keptFor how long what a command was asked to keep stays
     * @return the directories, in the order in which they were found
     * @throws IOException when the directory of the locks cannot be used; what cannot be deleted is left for the next time
     */
    public List<Path> sweep(boolean dryRun, Duration keptFor, Instant now) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<Path> gone = new ArrayList<>();
        for (Path lock : entries(LoneSlot.runs(directory), "*" + LoneSlot.LOCK)) {
            try {
                sweepRun(lock, dryRun, now.minus(keptFor)).ifPresent(gone::add);
            } catch (IOException stays) {
                // The next one tries again.
            }
        }
        for (Path place : entries(workers(), "*.place")) {
            try {
                gone.addAll(sweepWorker(place, dryRun));
            } catch (IOException stays) {
                // The next one tries again.
            }
        }
        return gone;
    }

    private static List<Path> entries(Path folder, String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            for (Path entry : entries) {
                found.add(entry);
                if (found.size() == MOST) {
                    break;
                }
            }
        }
        return found;
    }

    private static Optional<Path> sweepRun(Path lockFile, boolean dryRun, Instant keptSince) throws IOException {
        String file = lockFile.getFileName().toString();
        String name = file.substring(0, file.length() - LoneSlot.LOCK.length());
        Path root = lockFile.resolveSibling(name);
        Optional<HostLock> lock = HostLock.take(lockFile);
        if (lock.isEmpty()) {
            return Optional.empty();
        }
        try (HostLock held = lock.get()) {
            boolean present = Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS);
            Path kept = root.resolve(LoneSlot.KEPT);
            if (present
                    && Files.exists(kept)
                    && Files.getLastModifiedTime(kept).toInstant().isAfter(keptSince)) {
                return Optional.empty();
            }
            if (dryRun) {
                return present ? Optional.of(root) : Optional.empty();
            }
            // Somebody may have killed the guard as well.
            Guard.over(name).close();
            Wiping.delete(root);
            Files.deleteIfExists(lockFile);
            return present ? Optional.of(root) : Optional.empty();
        }
    }

    /**
     * The worker's lock is held only while what its slots have left is put aside, so that a worker that starts again meanwhile need not wait
     * until all of it is deleted.
     */
    private static List<Path> sweepWorker(Path place, boolean dryRun) throws IOException {
        Path worker = Path.of(Files.readString(place));
        if (!Files.isRegularFile(lockOf(worker), LinkOption.NOFOLLOW_LINKS)) {
            if (!dryRun) {
                Files.deleteIfExists(place);
            }
            return List.of();
        }
        Optional<HostLock> lock = HostLock.take(lockOf(worker));
        if (lock.isEmpty()) {
            return List.of();
        }
        List<Path> left;
        try (HostLock held = lock.get()) {
            left = new ArrayList<>(entries(worker, LEFT + "*"));
            Path slots = slotsOf(worker);
            if (Files.isDirectory(slots, LinkOption.NOFOLLOW_LINKS)) {
                if (dryRun) {
                    left.add(slots);
                } else {
                    Path aside = worker.resolve(LEFT
                            + HexFormat.of()
                                    .toHexDigits(ThreadLocalRandom.current().nextInt()));
                    Files.move(slots, aside);
                    left.add(aside);
                }
            }
        }
        if (dryRun) {
            return left;
        }
        List<Path> gone = new ArrayList<>();
        for (Path directory : left) {
            try {
                Wiping.delete(directory);
                gone.add(directory);
            } catch (IOException stays) {
                // The next one tries again.
            }
        }
        return gone;
    }
}
