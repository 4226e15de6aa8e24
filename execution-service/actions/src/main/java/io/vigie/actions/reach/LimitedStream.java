package io.vigie.actions.reach;

import io.vigie.action.ActionBrokenException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lets come what another machine says, up to a limit: a library that collects an answer without end would fill the memory. */
public class LimitedStream extends FilterInputStream {

    private final long most;
    private final String what;
    private final Runnable onTooMuch;
    private long left;

    /**
     * @param most the most bytes that are let through
     * @param what as the reason of a refusal shows it
     * @param onTooMuch called before the refusal, to break the connection where closing would read on
     */
    public LimitedStream(InputStream stream, long most, String what, Runnable onTooMuch) {
        super(stream);
        this.most = most;
        this.what = what;
        this.onTooMuch = onTooMuch;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int oneByte = super.read();
        spend(oneByte < 0 ? 0 : 1);
        return oneByte;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        spend(Math.max(0, read));
        return read;
    }

    private void spend(int count) {
        left -= count;
        if (left < 0) {
            onTooMuch.run();
            throw new ActionBrokenException(
                    "Expected " + what + " to have at most " + most + " bytes, but it has more.");
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
