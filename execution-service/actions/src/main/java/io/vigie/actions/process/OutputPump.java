package io.vigie.actions.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads one stream of a program to its end on a thread of its own: hands out its lines as they come, keeps its beginning, counts its
 * bytes together with the other stream's. After the limit it reads on and throws away, so that nobody waits for a full pipe.
 */
final class OutputPump {

    private static final int MOST_CHARACTERS_OF_A_LINE = 8_192;

    private final StringBuilder kept = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private final InputStream stream;
    private final AtomicLong left;
    private final Runnable overLimit;
    private final Consumer<String> lines;
    private final int mostKept;
    private final Thread thread;
    private volatile boolean isSilent;

    OutputPump(InputStream stream, AtomicLong left, Runnable overLimit, Consumer<String> lines, int mostKept) {
        this.stream = stream;
        this.left = left;
        this.overLimit = overLimit;
        this.lines = lines;
        this.mostKept = mostKept;
        this.thread = Thread.ofPlatform().daemon().name("program-output").start(this::pump);
    }

    private void pump() {
        try (Reader reader = new InputStreamReader(new Counted(), StandardCharsets.UTF_8)) {
            char[] buffer = new char[8_192];
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                if (left.get() >= 0) {
                    take(buffer, n);
                }
            }
        } catch (IOException closed) {
            // The program was ended; what was read so far is what there is.
        }
        synchronized (this) {
            endLine();
        }
    }

    private synchronized void take(char[] buffer, int length) {
        kept.append(buffer, 0, Math.min(length, mostKept - kept.length()));
        tail.append(buffer, 0, length);
        if (tail.length() > 8_192) {
            tail.delete(0, tail.length() - 4_096);
        }
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n' || line.length() >= MOST_CHARACTERS_OF_A_LINE) {
                endLine();
            }
            if (buffer[i] != '\n' && buffer[i] != '\r') {
                line.append(buffer[i]);
            }
        }
    }

    private void endLine() {
        if (!line.isEmpty()) {
            if (!isSilent) {
                lines.accept(line.toString());
            }
            line.setLength(0);
        }
    }

    /** Hands out no line any more, but for one that is on its way: whoever took them has gone on. Never waits. */
    void silence() {
        isSilent = true;
    }

    void join(long millis) throws InterruptedException {
        thread.join(millis);
    }

    synchronized String kept() {
        return kept.toString();
    }

    /** What was written last, some thousand characters. */
    synchronized String tail() {
        return tail.toString();
    }

    private final class Counted extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = stream.read(bytes, offset, length);
            if (n > 0 && left.addAndGet(-n) < 0) {
                overLimit.run();
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
