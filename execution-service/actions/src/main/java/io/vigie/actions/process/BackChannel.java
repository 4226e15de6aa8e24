package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that a program appends lines to and that is read while it grows. It is opened before the program exists, so that whatever
 * the program puts in its place later, a link for one, is not read. For one thread.
 */
public final class BackChannel implements AutoCloseable {

    private static final int MOST_BYTES_OF_A_LINE = 1 << 20;

    private final Path path;
    private final FileInputStream stream;
    private final long mostBytes;
    private final byte[] buffer = new byte[64 * 1024];
    private long bytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean isTooLong;

    /**
     * @param path a file that is not there yet
     * @param mostBytes how much of it is read
     * @throws ActionBrokenException when it cannot be made
     */
    public BackChannel(Path path, long mostBytes) {
        this.path = path;
        this.mostBytes = mostBytes;
        try {
            Files.createFile(path);
            // Not a channel: one of those would be closed by an interruption of its reader.
            this.stream = new FileInputStream(path.toFile());
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to prepare the working directory, but it cannot be written.", failed);
        }
    }

    /** Where the program has to write. */
    public Path path() {
        return path;
    }

    /** The whole lines that were added since the last call; one that is too long, or beyond what may be read, is left out. */
    public List<String> newLines() {
        List<String> lines = new ArrayList<>();
        try {
            for (int n = read(); n > 0; n = read()) {
                for (int i = 0; i < n; i++) {
                    add(buffer[i], lines);
                }
            }
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to read what the program reports, but it cannot be read.", failed);
        }
        return lines;
    }

    private int read() throws IOException {
        int n = bytes < mostBytes ? stream.read(buffer) : 0;
        bytes += Math.max(n, 0);
        return n;
    }

    private void add(byte next, List<String> lines) {
        if (next != '\n') {
            isTooLong = isTooLong || line.size() >= MOST_BYTES_OF_A_LINE;
            if (!isTooLong) {
                line.write(next);
            }
            return;
        }
        if (!isTooLong && line.size() > 0) {
            lines.add(line.toString(StandardCharsets.UTF_8));
        }
        line.reset();
        isTooLong = false;
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException alreadyGone) {
            // Nothing was to be written.
        }
    }
}
