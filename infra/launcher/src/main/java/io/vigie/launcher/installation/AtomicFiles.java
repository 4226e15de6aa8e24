package io.vigie.launcher.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that a reader finds whole, whenever it looks. */
public final class AtomicFiles {

    private AtomicFiles() {}

    /** Replaces the file's text by one rename. */
    public static void write(Path file, String text) {
        try {
            Path beside =
                    Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new");
            try {
                Files.writeString(beside, text);
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("Expected to write \"%s\", but the disk refused.".formatted(file), failed);
        }
    }
}
