package io.vigie.actions.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps what a command writes on one of its two streams, as long as both together stay below the limit. */
final class LimitedOutput extends OutputStream {

    private final AtomicLong left;
    private final Runnable onTooMuch;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    /**
     * @param left how many bytes both streams may still write; below zero once they wrote too much
     * @param onTooMuch called, perhaps several times, when they write more
     */
    LimitedOutput(AtomicLong left, Runnable onTooMuch) {
        this.left = left;
        this.onTooMuch = onTooMuch;
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (left.addAndGet(-length) < 0) {
            onTooMuch.run();
            return;
        }
        synchronized (kept) {
            kept.write(bytes, offset, length);
        }
    }

    String text() {
        synchronized (kept) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
