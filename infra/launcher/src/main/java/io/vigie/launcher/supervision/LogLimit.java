package io.vigie.launcher.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Keeps logs bounded. A log that has grown too long is copied aside, over the copy before, and emptied in place: its program goes on writing at
 * its new beginning, since it appends. What is written between the copy and the emptying is lost; it is a log, not history.
 */
public final class LogLimit implements Runnable {

    private final Path folder;
    private final long bytes;

    /** @param bytes how long a log may become; with its copy it takes twice that */
    public LogLimit(Path folder, long bytes) {
        this.folder = folder;
        this.bytes = bytes;
    }

    @Override
    public void run() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                if (Files.size(log) > bytes) {
                    Files.copy(log, Path.of(log + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    try (FileChannel emptied = FileChannel.open(log, StandardOpenOption.WRITE)) {
                        emptied.truncate(0);
                    }
                }
            }
        } catch (IOException | UncheckedIOException diskRefuses) {
            // The next look tries again; a log must not bring the system down.
        }
    }
}
