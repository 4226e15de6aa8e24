package io.vigie.verifier;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input, one at a time, compressed by gzip or not. A line ends with a line feed and nothing else: a carriage return that
 * somebody put in belongs to its line. Not thread-safe.
 */
final class Lines {

    /** More than the largest message with its attributes, escaped. */
    static final int MAX_LINE_BYTES = 4 * 1024 * 1024;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4 * 1024);
    private int from;
    private int to;

    private Lines(InputStream in) {
        this.in = in;
    }

    static Lines of(InputStream input) throws IOException {
        BufferedInputStream peeked = new BufferedInputStream(input, 64 * 1024);
        peeked.mark(2);
        boolean compressed = peeked.read() == GZIP_FIRST && peeked.read() == GZIP_SECOND;
        peeked.reset();
        return new Lines(compressed ? new GZIPInputStream(peeked, 64 * 1024) : peeked);
    }

    /** The bytes of the next line without its end, or nothing after the last. */
    byte @Nullable [] next() throws IOException, Unusable {
        line.reset();
        while (true) {
            if (from == to) {
                to = in.read(buffer);
                from = 0;
                if (to <= 0) {
                    to = 0;
                    return line.size() == 0 ? null : line.toByteArray();
                }
            }
            int end = from;
            while (end < to && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, from, end - from);
            if (line.size() > MAX_LINE_BYTES) {
                throw new Unusable("Expected lines of at most %d bytes, but one is longer.".formatted(MAX_LINE_BYTES));
            }
            boolean whole = end < to;
            from = whole ? end + 1 : end;
            if (whole) {
                return line.toByteArray();
            }
        }
    }
}
