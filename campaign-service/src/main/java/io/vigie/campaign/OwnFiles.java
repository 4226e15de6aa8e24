package io.vigie.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/** Files that only this service's user may read: its keys. */
public final class OwnFiles {

    private OwnFiles() {}

    /**
     * What the file holds; when there is none, it is made, readable by its owner alone, and whole or not at all.
     *
     * @throws UncheckedIOException when it cannot be read or made
     */
    public static byte[] readOrMake(Path file, Supplier<byte[]> content) {
        try {
            if (!Files.exists(file)) {
                make(file, content.get());
            }
            return Files.readAllBytes(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "Expected to keep a key in \"" + file + "\", but it cannot be used.", failed);
        }
    }

    private static void make(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        try (var channel = Files.newByteChannel(
                        part,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                var out = Channels.newOutputStream(channel)) {
            out.write(content);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
