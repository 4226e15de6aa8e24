package io.vigie.launcher.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The server's programs, unpacked once from the archive on our class path. */
final class PostgresBinaries {

    private final Path home;

    /** @param home where they are unpacked to */
    PostgresBinaries(Path home) {
        this.home = home;
    }

    /** The path of one program, as {@code initdb}. */
    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Unpacks when that was not done yet. A crash in the middle leaves nothing that looks done. */
    void unpack() throws IOException {
        if (Files.isExecutable(Path.of(program("postgres")))) {
            return;
        }
        Path beside = home.resolveSibling(home.getFileName() + ".unpacking");
        delete(beside);
        Files.createDirectories(beside);
        try (InputStream archive = open();
                TarArchiveInputStream entries =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            TarArchiveEntry entry = entries.getNextEntry();
            while (entry != null) {
                unpack(entries, entry, beside);
                entry = entries.getNextEntry();
            }
        }
        delete(home);
        Files.move(beside, home, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(TarArchiveInputStream entries, TarArchiveEntry entry, Path into) throws IOException {
        Path file = into.resolve(entry.getName()).normalize();
        if (!file.startsWith(into)) {
            throw new IOException(
                    "Expected to unpack PostgreSQL, but \"%s\" leads out of its folder.".formatted(entry.getName()));
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(file, into.resolve(entry.getLinkName()));
        } else {
            Files.copy(entries, file);
            if ((entry.getMode() & 0100) != 0) {
                Set<PosixFilePermission> rights = new HashSet<>(Files.getPosixFilePermissions(file));
                rights.add(PosixFilePermission.OWNER_EXECUTE);
                rights.add(PosixFilePermission.GROUP_EXECUTE);
                rights.add(PosixFilePermission.OTHERS_EXECUTE);
                Files.setPosixFilePermissions(file, rights);
            }
        }
    }

    private static InputStream open() throws IOException {
        ClassLoader loader = PostgresBinaries.class.getClassLoader();
        boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).matches("aarch64|arm64");
        String name = "postgres-%s-%s.txz".formatted(mac ? "darwin" : "linux", arm ? "arm_64" : "x86_64");
        Enumeration<java.net.URL> found = loader.getResources(name);
        if (!found.hasMoreElements()) {
            throw new IOException(
                    "no PostgreSQL binaries for this machine (\"%s\") are on the class path".formatted(name));
        }
        return found.nextElement().openStream();
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
