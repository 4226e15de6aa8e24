package io.vigie.actions.process;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.Parameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
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
