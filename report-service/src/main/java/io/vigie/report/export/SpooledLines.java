package io.vigie.report.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Lines that are needed at the end, and of which there may be as many as there are files: on disk meanwhile. The file has no name as soon as it is open
 * (where the system can do that, else until it is closed), so that nothing stays of an export that breaks off, not even when the process is killed. Not
 * thread-safe.
 */
final class SpooledLines implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final FileChannel file;
    private final OutputStream out;
    private boolean empty = true;

    /** @param folder where there is room */
    SpooledLines(Path folder) throws IOException {
        Path name = Files.createTempFile(folder, "vigie-export-", ".lines");
        try {
            this.file = FileChannel.open(
                    name, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException failed) {
            Files.deleteIfExists(name);
            throw failed;
        }
        this.out = new BufferedOutputStream(Channels.newOutputStream(file));
    }

    void add(String line) throws IOException {
        empty = false;
        out.write(line.getBytes(StandardCharsets.UTF_8));
    }

    boolean isEmpty() {
        return empty;
    }

    void copy(OutputStream to) throws IOException {
        out.flush();
        ByteBuffer piece = ByteBuffer.allocate(BUFFER);
        for (long at = 0; file.read(piece, at) > 0; piece.clear()) {
            to.write(piece.array(), 0, piece.position());
            at += piece.position();
        }
    }

    /** What was not written out yet is of no use any more. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
