package io.vigie.actions.remote;

import io.vigie.action.ActionBrokenException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes of a file that is sent, and stops at the limit. For one thread. */
public final class Upload extends FilterInputStream {

    private final long most;
    private long count;

    /**
     * @param size what the file had when it was opened
     * @param most the most bytes that are sent
     * @throws ActionBrokenException when it is too long from the beginning
     */
    public Upload(InputStream source, long size, long most) {
        super(source);
        this.most = most;
        check(size);
    }

    private void check(long size) {
        if (size > most) {
            throw new ActionBrokenException(
                    "Expected a file of at most " + most + " bytes, the limit of an upload, but it has more.");
        }
    }

    /** How many bytes were sent. */
    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int oneByte = super.read();
        count(oneByte < 0 ? 0 : 1);
        return oneByte;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        count(Math.max(0, read));
        return read;
    }

    private void count(int more) {
        count += more;
        check(count);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
