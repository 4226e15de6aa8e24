package io.vigie.actions.suite;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.actions.check.Shown;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Unpacks the files of a suite. Takes directories and regular files alone: an entry that is a link or a device, or whose name leads out
 * of the target, refuses the whole archive. All that it unpacks together stays within the limit on files.
 */
final class Archive {

    private static final int MOST_ENTRIES = 50_000;
    private static final int OWNER_MAY_EXECUTE = 0100;

    private final Path target;
    private final long mostBytes;
    private long bytes;
    private int entries;

    private Archive(Path target, long mostBytes) {
        this.target = target;
        this.mostBytes = mostBytes;
    }

    /**
     * @param archive a {@code .zip}, {@code .tar}, {@code .tar.gz} or {@code .tgz}
     * @param target an empty directory
     * @throws ActionBrokenException when it cannot be unpacked whole
     */
    static void unpack(ActionContext context, Path archive, Path target) throws InterruptedException {
        String name = archive.getFileName().toString().toLowerCase(java.util.Locale.ROOT);
        Archive unpacking = new Archive(target, context.limits().diskBytes());
        try {
            if (name.endsWith(".zip")) {
                unpacking.zip(archive);
            } else if (name.endsWith(".tar")) {
                try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
                    unpacking.tar(file);
                }
            } else if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
                try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
                    unpacking.tar(new GzipCompressorInputStream(file, true));
                }
            } else {
                throw new ActionBrokenException(
                        "Expected \"archive\" to end with .zip, .tar, .tar.gz or .tgz, but found " + Shown.value(name)
                                + ".");
            }
        } catch (IOException | IllegalArgumentException broken) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            throw new ActionBrokenException(
                    "Expected the archive " + Shown.value(name) + " to be unpacked, but it is damaged.", broken);
        }
    }

    private void zip(Path archive) throws IOException, InterruptedException {
        try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
            for (var all = zip.getEntries(); all.hasMoreElements(); ) {
                ZipArchiveEntry entry = all.nextElement();
                boolean isSpecial = entry.isUnixSymlink() || !zip.canReadEntryData(entry);
                try (InputStream data =
                        entry.isDirectory() || isSpecial ? InputStream.nullInputStream() : zip.getInputStream(entry)) {
                    take(entry, isSpecial, entry.getUnixMode(), data);
                }
            }
        }
    }

    private void tar(InputStream stream) throws IOException, InterruptedException {
        try (ArchiveInputStream<TarArchiveEntry> tar = new TarArchiveInputStream(stream)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isGlobalPaxHeader()) {
                    take(
                            entry,
                            !entry.isDirectory() && !entry.isFile() || entry.isLink() || entry.isSymbolicLink(),
                            entry.getMode(),
                            tar);
                }
            }
        }
    }

    private void take(ArchiveEntry entry, boolean isSpecial, int mode, InputStream data)
            throws IOException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        String name = entry.getName().replace('\\', '/');
        Path path = target.resolve(name).normalize();
        if (++entries > MOST_ENTRIES) {
            throw new ActionBrokenException(
                    "Expected an archive of at most " + MOST_ENTRIES + " entries, but it has more.");
        }
        if (isSpecial || name.startsWith("/") || !path.startsWith(target)) {
            throw new ActionBrokenException(
                    "Expected the archive to hold files and directories below its own, but found " + Shown.value(name)
                            + ", which is a link or leads out of it.");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        try (OutputStream file = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[64 * 1024];
            for (int n = data.read(buffer); n > 0; n = data.read(buffer)) {
                bytes += n;
                if (bytes > mostBytes) {
                    throw new ActionBrokenException("Expected the archive to unpack to at most " + mostBytes
                            + " bytes (limit disk_bytes), but it is larger.");
                }
                file.write(buffer, 0, n);
            }
        }
        if ((mode & OWNER_MAY_EXECUTE) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
