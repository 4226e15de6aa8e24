package io.vigie.actions.cases;

import io.vigie.action.ActionBrokenException;
import io.vigie.action.ActionContext;
import io.vigie.action.LogLevel;
import io.vigie.actions.process.OwnFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a runner leaves behind, kept beside its results. What cannot be kept is told, and takes nothing away from the verdict. */
public final class Artifacts {

    private Artifacts() {}

    /** Keeps one file. */
    public static void keep(ActionContext context, String name, String mediaType, Path file)
            throws InterruptedException {
        try {
            context.attach(name, mediaType.isBlank() ? "application/octet-stream" : mediaType, file);
        } catch (ActionBrokenException refused) {
            context.log(LogLevel.WARN, name + " was not kept: " + refused.getMessage());
        }
    }

    /** Keeps files as one archive, by their names below the directory. */
    public static void keepTogether(ActionContext context, String name, Path directory, List<Path> files)
            throws InterruptedException {
        Path zip = OwnFiles.room(context, "kept").resolve(name);
        try (OutputStream stream = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(stream)) {
            for (Path file : files) {
                entries.putNextEntry(new ZipEntry(directory.relativize(file).toString()));
                try (InputStream content = OwnFiles.open(directory, file)) {
                    content.transferTo(entries);
                }
                entries.closeEntry();
            }
        } catch (IOException failed) {
            context.log(LogLevel.WARN, name + " was not kept: its files could not be packed.");
            return;
        }
        keep(context, name, "application/zip", zip);
    }
}
