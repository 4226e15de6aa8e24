package io.vigie.execution.working;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The working directory of one attempt. It comes into being when an action first asks for it, since most never do, and is deleted
 * with all that is in it when the attempt ends. Links are deleted, never followed. Safe for use by several threads.
 */
final class Workspace {

    private static final Logger log = LoggerFactory.getLogger(Workspace.class);

    private final Path directory;
    private boolean made;

    Workspace(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    synchronized Path directory() {
        if (!made) {
            try {
                delete(directory);
                Files.createDirectories(directory);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            made = true;
        }
        return directory;
    }

    synchronized void wipe() {
        if (made) {
            made = false;
            try {
                delete(directory);
            } catch (IOException stays) {
                log.warn("Expected to delete the working directory \"{}\", but {}.", directory, stays.getMessage());
            }
        }
    }

    /** Deletes a directory, if it is there, with what it holds. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(done);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
