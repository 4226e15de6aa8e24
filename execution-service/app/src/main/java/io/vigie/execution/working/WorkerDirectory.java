package io.vigie.execution.working;

import io.vigie.execution.isolation.HostLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory that a worker keeps its own files in, for as long as it lives; the lock ends with its process, however that ends. */
public final class WorkerDirectory implements AutoCloseable {

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
            return HostLock.take(path.resolve("worker.lock"))
                    .map(lock -> new WorkerDirectory(path.toAbsolutePath(), lock))
                    .orElseThrow(
                            () -> new IllegalStateException(
                                    "Expected \"" + path.toAbsolutePath()
                                            + "\" to be this worker's alone, but another one uses it; each process needs a VIGIE_DATA of its own."));
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
    }

    /** Where the definitions that have arrived are kept. */
    public Path definitions() {
        return path.resolve("definitions");
    }

    /** Where slots keep what their attempts use; wiped at each start. */
    Path slots() {
        return path.resolve("slots");
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
