package io.vigie.launcher.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The last lines of a log, read from its end. */
final class LogTail {

    private static final int LONGEST_LINE = 400;

    private LogTail() {}

    /** The last lines; absent when there is no such log or nothing in it. */
    static Optional<List<String>> of(Path log, int lines) {
        if (!Files.isReadable(log)) {
            return Optional.empty();
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - (long) lines * LONGEST_LINE);
            byte[] end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            List<String> last = all.subList(Math.max(0, all.size() - lines), all.size());
            return last.isEmpty() ? Optional.empty() : Optional.of(last);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
