package io.vigie.report.export;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A zip that is sent while it is made, one file after another. Its directory, which comes last, is all that stays in memory: some 300 bytes a file. */
final class Archive {

    private final ZipOutputStream zip;
    private final long at;
    private @Nullable Entry open;

    /** @param at when all its files are said to be of */
    Archive(OutputStream out, Instant at) {
        this.zip = new ZipOutputStream(out);
        this.zip.setLevel(Deflater.BEST_SPEED);
        this.at = at.toEpochMilli();
    }

    /** A file that was added. @param sha256 of its content, lower-case hexadecimal */
    record Added(String name, String sha256, long size) {}

    /** Writes the content of a file; the stream may be closed or not. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    Added add(String name, Content content) throws IOException {
        content.write(begin(name));
        return end();
    }

    /** Begins a file, whose content is what is written until {@link #end()}. */
    OutputStream begin(String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTime(at);
        zip.putNextEntry(entry);
        Entry begun = new Entry(name);
        open = begun;
        return begun;
    }

    Added end() throws IOException {
        Entry begun = open;
        if (begun == null) {
            throw new IllegalStateException("Expected a file to be open, but there is none.");
        }
        zip.closeEntry();
        open = null;
        return new Added(begun.name, HexFormat.of().formatHex(begun.digest.digest()), begun.size);
    }

    /** Writes the directory. */
    void finish() throws IOException {
        zip.finish();
    }

    /** Whoever writes one file must not close them all. */
    private final class Entry extends FilterOutputStream {

        private final String name;
        private final MessageDigest digest = Sha256.digest();
        private long size;

        Entry(String name) {
            super(zip);
            this.name = name;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            zip.write(bytes, from, length);
            digest.update(bytes, from, length);
            size += length;
        }

        @Override
        public void flush() {
            // The whole is flushed at its end.
        }

        @Override
        public void close() {
            // end() does.
        }
    }
}
