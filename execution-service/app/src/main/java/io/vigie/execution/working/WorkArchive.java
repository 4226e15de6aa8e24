package io.vigie.execution.working;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs a working directory. Links and what is no file are left out; so is nothing else, or the whole is refused. */
final class WorkArchive {

    private static final int MAX_ENTRIES = 20_000;

    /** How often the archive's limit there may be to read: an empty file of a terabyte makes a small archive, slowly. */
    private static final long LONGEST_CONTENT = 10;

    private WorkArchive() {}

    /** More than may be kept. */
    static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1L;

        TooMuch(String message) {
            super(message);
        }
    }

    /**
     * Writes the archive; a part of it may be there when this fails.
     *
     * @param limit in bytes, of the archive
     * @throws TooMuch when it is larger, or there are too many files
     */
    static void write(Path directory, Path archive, long limit) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(new Limited(Files.newOutputStream(archive), limit))) {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                private int entries;
                private long content;

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!attributes.isRegularFile()) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (Thread.currentThread().isInterrupted()) {
                        throw new IOException("interrupted");
                    }
                    if (++entries > MAX_ENTRIES) {
                        throw new TooMuch("plus de " + MAX_ENTRIES + " fichiers");
                    }
                    content += attributes.size();
                    if (content > LONGEST_CONTENT * limit) {
                        throw new TooMuch("plus de " + LONGEST_CONTENT * limit + " octets de contenu");
                    }
                    ZipEntry entry =
                            new ZipEntry(directory.relativize(file).toString().replace('\\', '/'));
                    entry.setLastModifiedTime(attributes.lastModifiedTime());
                    zip.putNextEntry(entry);
                    try (var bytes = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                        bytes.transferTo(zip);
                    }
                    zip.closeEntry();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
    }

    private static final class Limited extends FilterOutputStream {

        private final long limit;
        private long written;

        Limited(OutputStream out, long limit) {
            super(out);
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            count(1);
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            count(length);
            out.write(bytes, from, length);
        }

        private void count(int more) throws TooMuch {
            written += more;
            if (written > limit) {
                throw new TooMuch("plus de " + limit + " octets");
            }
        }
    }
}
