package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.UUID;

/** Files of an attempt that a step names or a program leaves: found by name, and never followed out of their directory. */
public final class OwnFiles {

    private OwnFiles() {}

    /**
     * The campaign's file that a parameter names.
     *
     * @throws ActionBrokenException when there is none, or the name leads elsewhere
     */
    public static Path given(ActionContext context, Parameters parameters, String parameter)
            throws InterruptedException {
        String name = parameters.text(parameter);
        Path files = context.filesDirectory();
        if (name.indexOf('\0') < 0 && !Path.of(name).isAbsolute()) {
            Path file = files.resolve(name).normalize();
            if (isOwn(files, file)) {
                return file;
            }
        }
        throw parameters.refuse(parameter, "the name of one of the campaign's files");
    }

    /** Whether it is a regular file below the directory that no link leads to. */
    public static boolean isOwn(Path directory, Path file) {
        try {
            return file.startsWith(directory)
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && file.toRealPath()
                            .equals(directory
                                    .toRealPath()
                                    .resolve(directory.relativize(file).toString()));
        } catch (IOException | IllegalArgumentException gone) {
            return false;
        }
    }

    /**
     * Opens a regular file below the directory for reading, following no link on the way even while a program moves things about.
     *
     * @throws IOException when it is gone, or is something else
     */
    public static InputStream open(Path directory, Path file) throws IOException {
        Path names = directory.relativize(file).normalize();
        if (names.startsWith("..") || names.toString().isEmpty()) {
            throw new IOException("it is not below its directory");
        }
        Deque<DirectoryStream<Path>> opened = new ArrayDeque<>();
        try {
            opened.push(Files.newDirectoryStream(directory));
            for (int i = 0; i < names.getNameCount() - 1; i++) {
                opened.push(secure(opened.element()).newDirectoryStream(names.getName(i), LinkOption.NOFOLLOW_LINKS));
            }
            SecureDirectoryStream<Path> parent = secure(opened.element());
            Path name = names.getFileName();
            // Whoever opens a named pipe waits for its other end.
            if (!parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes()
                    .isRegularFile()) {
                throw new IOException("it is no regular file");
            }
            return Channels.newInputStream(
                    parent.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
        } finally {
            for (DirectoryStream<Path> stream : opened) {
                stream.close();
            }
        }
    }

    private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream) throws IOException {
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        throw new IOException("this system cannot open it without following links");
    }

    /** A new directory in the work directory for what a step itself needs. */
    public static Path room(ActionContext context, String name) {
        try {
            return Files.createDirectory(
                    context.workDirectory().toRealPath().resolve("." + name + "-" + UUID.randomUUID()));
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to prepare the working directory, but it cannot be written.", failed);
        }
    }

    /** Writes a text into a room. */
    public static Path write(Path room, String name, String text) {
        try {
            return Files.writeString(room.resolve(name), text);
        } catch (IOException failed) {
            throw new ActionBrokenException(
                    "Expected to prepare the working directory, but it cannot be written.", failed);
        }
    }

    /** A text that comes with an action, from beside its class. */
    public static String resource(Class<?> beside, String name) {
        try (var stream = beside.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(
                        "Expected the resource " + name + " beside " + beside + ", but there is none.");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
