package io.vigie.launcher.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Says that somebody runs the installation. The system frees it when its holder dies, whatever the death. */
public final class InstallationLock implements AutoCloseable {

    private final FileChannel channel;
    private final FileLock lock;

    private InstallationLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes the lock; absent when another process holds it. */
    @SuppressWarnings("resource") // held until close, or until this process dies
    public static Optional<InstallationLock> take(Installation installation) {
        try {
            FileChannel channel =
                    FileChannel.open(file(installation), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return Optional.of(new InstallationLock(channel, lock));
                }
            } catch (OverlappingFileLockException heldByUs) {
                // The same answer as for another holder.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Whether somebody holds it right now. */
    public static boolean isHeld(Installation installation) {
        if (!Files.exists(file(installation))) {
            return false;
        }
        Optional<InstallationLock> taken = take(installation);
        taken.ifPresent(InstallationLock::close);
        return taken.isEmpty();
    }

    private static Path file(Installation installation) {
        return installation.run().resolve("lock");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
