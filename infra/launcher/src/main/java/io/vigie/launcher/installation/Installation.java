package io.vigie.launcher.installation;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * One installation of Vigie: a directory with everything that it keeps. Several stand side by side in several directories; nothing of an
 * installation lies outside its own.
 *
 * @param directory the data directory, absolute
 */
public record Installation(Path directory) {

    private static final Set<String> FOLDERS = Set.of("logs", "run", "programs", "data", "secrets");

    public Installation {
        directory = directory.toAbsolutePath().normalize();
    }

    /** Creates the folders that are missing. @throws Unusable with a sentence for a person when the directory cannot serve */
    public void prepare() {
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new Unusable("Expected to keep the data in \"%s\", but that is a file.".formatted(directory));
            }
            if (Files.isDirectory(directory) && !isOurs() && !isEmpty()) {
                throw new Unusable(
                        "Expected to keep the data in \"%s\", but it already holds other files. Name an empty directory with --data."
                                .formatted(directory));
            }
            Files.createDirectories(directory);
            for (Path folder : new Path[] {logs(), run(), programs(), data("")}) {
                Files.createDirectories(folder);
            }
            Files.createDirectories(secrets());
            if (Files.getFileStore(secrets()).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(secrets(), PosixFilePermissions.fromString("rwx------"));
            }
            if (!Files.isWritable(directory)) {
                throw new Unusable(notWritable());
            }
        } catch (IOException refused) {
            throw new Unusable(notWritable());
        }
    }

    private String notWritable() {
        return "Expected to keep the data in \"%s\", but it cannot be written to. Name another directory with --data, or change its rights."
                .formatted(directory);
    }

    /** Whether nothing is here but what a first start, cut short, leaves. */
    private boolean isEmpty() throws IOException {
        try (var files = Files.list(directory)) {
            return files.allMatch(file -> FOLDERS.contains(file.getFileName().toString()));
        }
    }

    /** Whether an installation was made here. */
    public boolean isOurs() {
        return Files.isRegularFile(recordFile());
    }

    /** Deletes the whole directory. @throws Unusable when it holds no installation, so that a slip of the keyboard deletes nothing else */
    public void delete() {
        if (!isOurs()) {
            throw new Unusable(
                    "Expected to delete an installation of Vigie in \"%s\", but there is none.".formatted(directory));
        }
        try {
            // Its mark goes last: a deletion cut short can be repeated.
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!file.equals(recordFile())) {
                        Files.delete(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, java.io.IOException failed) throws IOException {
                    if (!folder.equals(directory)) {
                        Files.delete(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            Files.deleteIfExists(recordFile());
            Files.deleteIfExists(directory);
        } catch (IOException refused) {
            throw new Unusable(
                    "Expected to delete \"%s\", but \"%s\" is in the way.".formatted(directory, refused.getMessage()));
        }
    }

    public Path recordFile() {
        return directory.resolve("installation.json");
    }

    public Path logs() {
        return directory.resolve("logs");
    }

    /** The log of one program. */
    public Path log(String program) {
        return logs().resolve(program + ".log");
    }

    /** What is true only while something runs. */
    public Path run() {
        return directory.resolve("run");
    }

    public Path secrets() {
        return directory.resolve("secrets");
    }

    /** Copies of what runs: a build beside it cannot pull the ground from under a running system. */
    public Path programs() {
        return directory.resolve("programs");
    }

    /** Where one program keeps its data. */
    public Path data(String program) {
        return directory.resolve("data").resolve(program);
    }

    /** Says in one sentence why a directory cannot be used. */
    public static final class Unusable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Unusable(String sentence) {
            super(sentence);
        }
    }
}
