package io.vigie.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Keeps files under keys. A key is made by us, never by a person: segments of letters, digits, dots, hyphens and underscores joined by
 * slashes, none of them {@code .} or {@code ..}, 512 characters at most; no key is another's folder ({@code a} beside {@code a/b}). A
 * file is whole or not there: who reads never sees half of one that is being written. Safe for use by many threads and by several
 * processes on the same storage.
 */
public interface FileStorage extends AutoCloseable {

    /** What was kept. @param sha256 of the content, lower-case hexadecimal @param size in bytes */
    record Stored(String key, long size, String sha256) {}

    /** A file to be read once and closed. @param size in bytes */
    record Content(InputStream stream, long size) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }

    /**
     * Keeps a file, durably when this returns; what was under the key before is replaced.
     *
     * @param content read to its end, or to one byte over the limit, and not closed
     * @param limit the most bytes that are taken
     * @throws TooLarge when the content is longer; nothing is kept then, and what was under the key before is still there
     * @throws IllegalArgumentException when the key is none
     */
    Stored put(String key, InputStream content, long limit) throws IOException;

    /** The file under the key, or nothing. The caller closes it. */
    Optional<Content> get(String key) throws IOException;

    /** Removes the file under the key; nothing happens when there is none. */
    void delete(String key) throws IOException;

    /**
     * Removes every file whose key begins with the prefix, which ends with a slash. A file that is put at the same time may stay.
     *
     * @throws IllegalArgumentException when the prefix is no key with a slash after it
     */
    void deleteAll(String prefix) throws IOException;

    @Override
    default void close() {}

    /** The content is longer than the caller allows. */
    final class TooLarge extends IOException {

        private static final long serialVersionUID = 1L;

        private final long limit;

        public TooLarge(long limit) {
            super("Expected a file of at most " + limit + " bytes, but it is longer.");
            this.limit = limit;
        }

        /** The most bytes that were allowed. */
        public long limit() {
            return limit;
        }
    }
}
