package io.vigie.storage;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps files in a directory, one file a key. A file is written beside the others, made durable and then moved to its place in one
 * step, so that a crash leaves the old file or the new one. Readable by the user of the process alone. A link inside the directory is
 * never followed; whoever may write into the directory at the same time as we do is trusted.
 *
 * <p>Several processes may share the directory on one machine. On a network file system, atomic moves and durability are those of
 * that file system.
 */
public final class DirectoryStorage implements FileStorage {

    /** Holds a character that no key has, so that no key leads there. */
    private static final String INCOMING = "~incoming";

    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);
    private static final int MOST_ATTEMPTS = 10;

    private final Path root;
    private final Path incoming;

    private DirectoryStorage(Path root, Path incoming) {
        this.root = root;
        this.incoming = incoming;
    }

    /**
     * Opens the storage and removes what a crash left half written more than a day ago.
     *
     * @param directory made when it is missing; may itself be a link
     */
    public static DirectoryStorage open(Path directory) throws IOException {
        Files.createDirectories(directory, privateFolder(directory.toAbsolutePath()));
        Path root = directory.toRealPath();
        Path incoming = root.resolve(INCOMING);
        makeFolder(incoming);
        removeAbandoned(incoming);
        return new DirectoryStorage(root, incoming);
    }

    @Override
    public Stored put(String key, InputStream content, long limit) throws IOException {
        Path place = root.resolve(StorageKey.checked(key));
        Path part = Files.createTempFile(incoming, "", ".part");
        try {
            MeasuredCopy copy;
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                copy = MeasuredCopy.copy(content, out, limit);
                channel.force(true);
            }
            moveInto(place, part);
            return new Stored(key, copy.size(), copy.sha256());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public Optional<Content> get(String key) throws IOException {
        Path place = root.resolve(StorageKey.checked(key));
        if (!isReachable(place) || !Files.isRegularFile(place, NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            SeekableByteChannel channel = Files.newByteChannel(place, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS));
            return Optional.of(new Content(Channels.newInputStream(channel), channel.size()));
        } catch (NoSuchFileException removedMeanwhile) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String key) throws IOException {
        Path place = root.resolve(StorageKey.checked(key));
        if (isReachable(place) && !Files.isDirectory(place, NOFOLLOW_LINKS) && Files.deleteIfExists(place)) {
            prune(above(place));
        }
    }

    @Override
    public void deleteAll(String prefix) throws IOException {
        Path folder = root.resolve(StorageKey.folder(prefix));
        if (!isReachable(folder) || !Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null && !(failure instanceof NoSuchFileException)) {
                    throw failure;
                }
                removeIfEmpty(directory);
                return FileVisitResult.CONTINUE;
            }
        });
        prune(above(folder));
    }

    /** A folder that was made may be pruned by another thread before the file is in it; then it is made again. */
    private void moveInto(Path place, Path part) throws IOException {
        for (int attempt = 1; ; attempt++) {
            makeFolders(above(place));
            try {
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
                sync(above(place));
                return;
            } catch (NoSuchFileException pruned) {
                if (attempt == MOST_ATTEMPTS || !Files.exists(part, NOFOLLOW_LINKS)) {
                    throw pruned;
                }
            }
        }
    }

    private void makeFolders(Path folder) throws IOException {
        if (folder.equals(root)) {
            return;
        }
        makeFolders(above(folder));
        try {
            makeFolder(folder);
        } catch (NoSuchFileException parentPruned) {
            // The move that follows fails for the same reason, and everything is made again.
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, privateFolder(folder));
            sync(above(folder));
        } catch (FileAlreadyExistsException present) {
            // One look: between two, another thread may prune the folder and make it again.
            if (!Files.readAttributes(folder, BasicFileAttributes.class, NOFOLLOW_LINKS)
                    .isDirectory()) {
                throw new NotDirectoryException(
                        "Expected the folder of the key to be one, but a file or a link is there.");
            }
        }
    }

    /** Whether every folder above the place is one, and none a link. */
    private boolean isReachable(Path place) {
        for (Path folder = above(place); !folder.equals(root); folder = above(folder)) {
            if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
                return false;
            }
        }
        return true;
    }

    private void prune(Path folder) throws IOException {
        for (Path next = folder; !next.equals(root) && removeIfEmpty(next); ) {
            next = above(next);
        }
    }

    /** The folder of a place below the root; there always is one. */
    private static Path above(Path place) {
        return Objects.requireNonNull(place.getParent());
    }

    private static boolean removeIfEmpty(Path folder) throws IOException {
        try {
            return Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException inUse) {
            return false;
        }
    }

    /** Makes the names in a folder durable; a file's own content is not enough. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (NoSuchFileException pruned) {
            // Then there is nothing in it to be kept.
        }
    }

    private static void removeAbandoned(Path incoming) throws IOException {
        Instant before = Instant.now().minus(ABANDONED_AFTER);
        try (Stream<Path> parts = Files.list(incoming)) {
            for (Path part : (Iterable<Path>) parts::iterator) {
                try {
                    if (Files.getLastModifiedTime(part, NOFOLLOW_LINKS)
                            .toInstant()
                            .isBefore(before)) {
                        Files.deleteIfExists(part);
                    }
                } catch (NoSuchFileException finishedMeanwhile) {
                    // Its writer was faster.
                }
            }
        }
    }

    private static FileAttribute<?>[] privateFolder(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
