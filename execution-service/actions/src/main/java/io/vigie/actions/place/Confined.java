package io.vigie.actions.place;

import io.vigie.action.ActionBrokenException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A directory that nothing leads out of: not a name, not a link, not a link that replaces a directory between a check and its use.
 * Every name is walked from an open directory to the next open directory ({@code openat} without following links), so that what was
 * checked is what is used. Links are listed and deleted, never followed; only regular files are read and written.
 *
 * <p>Errors are for the tester: every method throws {@link ActionBrokenException} with a sentence, and {@link InterruptedException}
 * when the thread is interrupted. May be used by many threads.
 */
public final class Confined {

    private final Path root;

    /** @param root exists; an absolute path */
    public Confined(Path root) {
        this.root = root;
    }

    /** What is done inside one open directory. */
    private interface Inside<T> {
        T act(SecureDirectoryStream<Path> directory, Path absolute) throws IOException, InterruptedException;
    }

    /** What stands under a name, a link itself and not what it leads to; empty when there is nothing. */
    public Optional<Entry> find(FileName name) throws InterruptedException {
        try {
            return name.isRoot()
                    ? Optional.of(new Entry(".", Entry.Kind.DIRECTORY, 0, null))
                    : in(name.parents(), false, (directory, absolute) -> entry(directory, name.last()));
        } catch (IOException failed) {
            if (failed instanceof NoSuchFileException || failed instanceof Refusal) {
                return Optional.empty();
            }
            throw explained("look for", name, failed);
        }
    }

    /** A regular file, opened for reading; the caller closes it. */
    public Reading read(FileName name) throws InterruptedException {
        try {
            return in(name.parents(), false, (directory, absolute) -> {
                Entry entry = regular(directory, name.last());
                return new Reading(
                        Channels.newInputStream(directory.newByteChannel(
                                Path.of(name.last()), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))),
                        entry.size());
            });
        } catch (IOException failed) {
            throw explained("read", name, failed);
        }
    }

    /**
     * A file that is being read.
     *
     * @param size in bytes, when it was opened; it may grow meanwhile
     */
    public record Reading(InputStream stream, long size) implements AutoCloseable {
        @Override
        public void close() {
            closeQuietly(stream);
        }
    }

    /**
     * A file to be written under a name of its own and put in place by {@link Writing#finish}, so that nobody ever sees half of it.
     * Missing directories are made.
     */
    public Writing write(FileName name) throws InterruptedException {
        String part = ".vigie-" + UUID.randomUUID() + ".part";
        try {
            return in(name.parents(), true, (directory, absolute) -> {
                Optional<Entry> there = entry(directory, name.last());
                if (there.isPresent() && there.get().kind() == Entry.Kind.DIRECTORY) {
                    throw new Refusal("it is a directory");
                }
                Set<OpenOption> options =
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
                return new Writing(
                        Channels.newOutputStream(directory.newByteChannel(Path.of(part), options)), name, part);
            });
        } catch (IOException failed) {
            throw explained("write", name, failed);
        }
    }

    /** Opens a regular file, or a new one, to write at its end; missing directories are made. The caller closes it. */
    public OutputStream append(FileName name) throws InterruptedException {
        try {
            return in(name.parents(), true, (directory, absolute) -> {
                if (entry(directory, name.last()).isPresent()) {
                    regular(directory, name.last());
                }
                return Channels.newOutputStream(directory.newByteChannel(
                        Path.of(name.last()),
                        Set.of(
                                StandardOpenOption.WRITE,
                                StandardOpenOption.APPEND,
                                StandardOpenOption.CREATE,
                                LinkOption.NOFOLLOW_LINKS)));
            });
        } catch (IOException failed) {
            throw explained("append to", name, failed);
        }
    }

    /** A file that is being written. Closing it before {@link #finish} throws it away. */
    public final class Writing implements AutoCloseable {

        private final OutputStream stream;
        private final FileName name;
        private @Nullable String part;

        private Writing(OutputStream stream, FileName name, String part) {
            this.stream = stream;
            this.name = name;
            this.part = part;
        }

        /** Where the bytes go; need not be closed. */
        public OutputStream stream() {
            return stream;
        }

        /** Puts the file in the place of whatever had its name. */
        public void finish() throws InterruptedException {
            String written = part;
            if (written == null) {
                return;
            }
            try {
                stream.close();
                in(name.parents(), false, (directory, absolute) -> {
                    directory.move(Path.of(written), directory, Path.of(name.last()));
                    return name;
                });
                part = null;
            } catch (IOException failed) {
                throw explained("write", name, failed);
            }
        }

        @Override
        public void close() {
            closeQuietly(stream);
            String written = part;
            if (written != null) {
                part = null;
                boolean wasInterrupted = Thread.interrupted();
                try {
                    in(name.parents(), false, (directory, absolute) -> {
                        directory.deleteFile(Path.of(written));
                        return name;
                    });
                } catch (IOException | InterruptedException gone) {
                    // The attempt's directories are deleted with it, the part included.
                }
                if (wasInterrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** The members of a directory. */
    public Listing list(FileName name) throws InterruptedException {
        Listing listing = new Listing(name.shown());
        try {
            return in(name.segments(), false, (directory, absolute) -> {
                for (Path member : directory) {
                    stopWhenInterrupted();
                    entry(directory, member.getFileName().toString()).ifPresent(listing::add);
                }
                return listing;
            });
        } catch (IOException failed) {
            throw explained("list", name, failed);
        }
    }

    /** Deletes a file, a link or an empty directory. */
    public void delete(FileName name) throws InterruptedException {
        try {
            in(name.parents(), false, (directory, absolute) -> {
                Entry entry = entry(directory, name.last()).orElseThrow(() -> new NoSuchFileException(""));
                if (entry.kind() == Entry.Kind.DIRECTORY) {
                    directory.deleteDirectory(Path.of(name.last()));
                } else {
                    directory.deleteFile(Path.of(name.last()));
                }
                return name;
            });
        } catch (IOException failed) {
            throw explained("delete", name, failed);
        }
    }

    /** Makes a directory and those above it; one that is there already is fine. */
    public void makeDirectory(FileName name) throws InterruptedException {
        try {
            in(name.segments(), true, (directory, absolute) -> name);
        } catch (IOException failed) {
            throw explained("make the directory", name, failed);
        }
    }

    /**
     * Gives a regular file another name, here or in another confined directory; what has that name is replaced.
     *
     * @return whether it could be done without copying the bytes
     */
    public boolean rename(FileName name, Confined other, FileName newName) throws InterruptedException {
        try {
            return in(name.parents(), false, (from, ignored) -> {
                regular(from, name.last());
                return other.in(newName.parents(), true, (to, alsoIgnored) -> {
                    if (other.entry(to, newName.last())
                            .filter(there -> there.kind() == Entry.Kind.DIRECTORY)
                            .isPresent()) {
                        throw new Refusal("the target is a directory");
                    }
                    try {
                        from.move(Path.of(name.last()), to, Path.of(newName.last()));
                        return true;
                    } catch (AtomicMoveNotSupportedException elsewhere) {
                        return false;
                    }
                });
            });
        } catch (IOException failed) {
            throw explained("move", name, failed);
        }
    }

    private <T> T in(List<String> segments, boolean areMade, Inside<T> inside)
            throws IOException, InterruptedException {
        stopWhenInterrupted();
        Path parent = root.getParent();
        Path own = root.getFileName();
        if (parent == null || own == null) {
            throw new IllegalStateException("Expected a confined directory below another, but it is \"" + root + "\".");
        }
        try (SecureDirectoryStream<Path> above = secure(Files.newDirectoryStream(parent))) {
            return in(above, own.toString(), root, segments, areMade, inside);
        }
    }

    private <T> T in(
            SecureDirectoryStream<Path> above,
            String name,
            Path absolute,
            List<String> segments,
            boolean areMade,
            Inside<T> inside)
            throws IOException, InterruptedException {
        Optional<Entry> there = entry(above, name);
        if (there.isEmpty() && areMade) {
            try {
                Files.createDirectory(absolute);
            } catch (FileAlreadyExistsException meanwhile) {
                // Whoever made it, the opening below tells whether it is a directory.
            }
        } else if (there.isEmpty()) {
            throw new NoSuchFileException("");
        } else if (there.get().kind() == Entry.Kind.LINK) {
            throw new Refusal("\"" + name + "\" is a link, and links are not followed");
        } else if (there.get().kind() != Entry.Kind.DIRECTORY) {
            throw new Refusal("\"" + name + "\" is no directory");
        }
        try (SecureDirectoryStream<Path> directory =
                above.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
            return segments.isEmpty()
                    ? inside.act(directory, absolute)
                    : in(
                            directory,
                            segments.getFirst(),
                            absolute.resolve(segments.getFirst()),
                            segments.subList(1, segments.size()),
                            areMade,
                            inside);
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new Refusal("the worker's file system cannot keep a directory from being replaced by a link");
    }

    private Optional<Entry> entry(SecureDirectoryStream<Path> directory, String name) throws IOException {
        try {
            BasicFileAttributes attributes = directory
                    .getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            Entry.Kind kind = attributes.isSymbolicLink()
                    ? Entry.Kind.LINK
                    : attributes.isDirectory()
                            ? Entry.Kind.DIRECTORY
                            : attributes.isRegularFile() ? Entry.Kind.FILE : Entry.Kind.OTHER;
            return Optional.of(new Entry(
                    name,
                    kind,
                    kind == Entry.Kind.FILE ? attributes.size() : 0,
                    attributes.lastModifiedTime().toInstant()));
        } catch (NoSuchFileException nothing) {
            return Optional.empty();
        }
    }

    private Entry regular(SecureDirectoryStream<Path> directory, String name) throws IOException {
        Entry entry = entry(directory, name).orElseThrow(() -> new NoSuchFileException(""));
        return switch (entry.kind()) {
            case FILE -> entry;
            case DIRECTORY -> throw new Refusal("it is a directory");
            case LINK -> throw new Refusal("it is a link, and links are not followed");
            case OTHER -> throw new Refusal("it is no regular file");
        };
    }

    private static void stopWhenInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /**
     * The sentence for a failure to read or write a file of the attempt.
     *
     * @throws InterruptedException when the failure is an interruption
     */
    public static ActionBrokenException explained(String verb, FileName name, IOException failed)
            throws InterruptedException {
        if (failed instanceof ClosedByInterruptException || failed instanceof InterruptedIOException) {
            Thread.interrupted();
            throw new InterruptedException();
        }
        String fact = switch (failed) {
            case Refusal refusal -> String.valueOf(refusal.getMessage());
            case NoSuchFileException nothing -> "there is nothing of that name";
            case DirectoryNotEmptyException full -> "the directory is not empty";
            default ->
                String.valueOf(failed.getMessage()).contains("No space left")
                        ? "the disk is full"
                        : "the worker's file system refuses";
        };
        return new ActionBrokenException("Expected to " + verb + " " + name.shown() + ", but " + fact + ".", failed);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception closedAlready) {
            // What was read is read; what was not finished is thrown away.
        }
    }

    private static final class Refusal extends IOException {
        private static final long serialVersionUID = 1L;

        Refusal(String fact) {
            super(fact);
        }
    }
}
