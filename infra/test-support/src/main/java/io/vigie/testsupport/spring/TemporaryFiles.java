package io.vigie.testsupport.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Files that a test leaves behind. */
final class TemporaryFiles {

    private TemporaryFiles() {}

    /** Deletes a directory with what is in it, as far as the system lets us. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException inUse) {
            // It lies in the system's temporary directory, which the system empties.
        }
    }
}
