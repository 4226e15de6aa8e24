package io.vigie.execution.working;

import io.vigie.slots.HostLock;
import io.vigie.slots.Orphans;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The directory that a worker keeps its own files in, for as long as it lives; the lock ends with its process, however that ends. */
public final class WorkerDirectory implements AutoCloseable {

    /** Whoever looks for orphans holds the lock for a moment. */
    private static final Duration OTHERS_LOOK = Duration.ofSeconds(1);

    private final Path path;
    private final HostLock lock;

    private WorkerDirectory(Path path, HostLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the directory.
     *
     * @param path made when it is missing
     * @throws IllegalStateException when a live worker has it
     */
    public static WorkerDirectory claim(Path path) {
        try {
            Files.createDirectories(path);
            return HostLock.take(Orphans.lockOf(path), OTHERS_LOOK)
                    .map(lock -> new WorkerDirectory(path.toAbsolutePath(), lock))
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "Expected \"" + path.toAbsolutePath()
                                            + "\" to be this worker's alone, but another one uses it; each process needs a VIGIE_DATA of its own."));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Where it is, absolute. */
    public Path path() {
        return path;
    }

    /** Where the definitions that have arrived are kept. */
    public Path definitions() {
        return path.resolve("definitions");
    }

    /** Where slots keep what their attempts use; wiped at each start. */
    Path slots() {
        return Orphans.slotsOf(path);
    }

    /** Where the files of campaigns are kept at hand. */
    Path files() {
        return path.resolve("files");
    }

    /** Lets the directory go. */
    @Override
    public void close() {
        lock.close();
    }
}
