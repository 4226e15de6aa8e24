package io.vigie.slots;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A directory that its user alone may enter, in a place where others may write, such as {@code /tmp}. */
final class PrivateDirectory {

    private PrivateDirectory() {}

    /**
     * Makes the directory, or takes the one that is there when nobody else can have put it there or can write into it.
     *
     * @throws IOException when what is there is a link, no directory, another user's, or open to others
     */
    static Path make(Path directory) throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            return Files.createDirectory(directory, directoryAttributes(directory));
        } catch (FileAlreadyExistsException present) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException("Expected \"" + directory + "\" to be a directory, but it is a file or a link.");
            }
            if (hasPosix(directory)) {
                requireOurs(directory);
            }
            return directory;
        }
    }

    private static void requireOurs(Path directory) throws IOException {
        Path probe = Files.createTempFile(directory, "", ".owner");
        try {
            if (!Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))) {
                throw new IOException(
                        "Expected \"" + directory + "\" to belong to the worker's user, but it does not.");
            }
        } finally {
            Files.deleteIfExists(probe);
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
            throw new IOException("Expected nobody else to be able to write into \"" + directory
                    + "\", but its permissions allow it.");
        }
    }

    static FileAttribute<?>[] fileAttributes(Path path) {
        return attributes(path, "rw-------");
    }

    private static FileAttribute<?>[] directoryAttributes(Path path) {
        return attributes(path, "rwx------");
    }

    private static FileAttribute<?>[] attributes(Path path, String permissions) {
        return hasPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
