package io.vigie.slots;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Takes away what somebody's program has left in a directory, whatever it did to the rights of it. */
public final class Wiping {

    private Wiping() {}

    /** Deletes a directory, if it is there, with what it holds. Links are deleted, never followed; others may delete at the same time. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
                // A test may have taken its own right to look into a directory.
                entered.toFile().setReadable(true);
                entered.toFile().setWritable(true);
                entered.toFile().setExecutable(true);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                // Gone meanwhile, or a directory that opens only once its rights are given back.
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)
                        && file.toFile().setReadable(true)
                        && file.toFile().setExecutable(true)) {
                    delete(file);
                } else {
                    Files.deleteIfExists(file);
                }
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
