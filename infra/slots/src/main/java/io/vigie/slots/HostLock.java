package io.vigie.slots;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A file that one owner on the machine holds at a time; the kernel lets it go when the owner's process ends, however it ends. The
 * file stays, since deleting one that somebody is about to lock would give it to two.
 */
public final class HostLock implements AutoCloseable {

    /**
     * What this process holds. The kernel's locks are the process's: a second channel on a file that is held would not only be
     * let through, its closing would let the first one's lock go.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private static final long BETWEEN_TRIES = 20_000_000;

    private final Path file;
    private final FileChannel channel;

    private HostLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param file made when it is missing; its directory must be there
     * @return nothing when a live process holds it, this one included
     */
    public static Optional<HostLock> take(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("Expected the lock to be in a directory, but it is not.");
        }
        Path place = parent.toRealPath().resolve(file.getFileName());
        if (!OURS.add(place)) {
            return Optional.empty();
        }
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    place,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            java.nio.file.LinkOption.NOFOLLOW_LINKS),
                    PrivateDirectory.fileAttributes(place));
            try {
                taken = channel.tryLock() != null;
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
            return taken ? Optional.of(new HostLock(place, channel)) : Optional.empty();
        } finally {
            if (!taken) {
                OURS.remove(place);
            }
        }
    }

    /** Takes the lock as soon as nobody has it. @return nothing when that is not before the patience is over */
    public static Optional<HostLock> take(Path file, Duration patience) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<HostLock> lock = take(file);
            if (lock.isPresent() || System.nanoTime() > deadline) {
                return lock;
            }
            LockSupport.parkNanos(BETWEEN_TRIES);
        }
    }

    /** Lets it go. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // Then the lock is gone as well.
        } finally {
            OURS.remove(file);
        }
    }
}
