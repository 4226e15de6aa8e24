package io.vigie.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is generated and committed. A test fails when the two differ; {@code -Dvigie.contracts.update=true} writes
 * what is missing or, for what is not released history, what has changed.
 */
public final class Committed {

    private static final boolean UPDATE = Boolean.getBoolean("vigie.contracts.update");

    private Committed() {}

    /** Compares with the committed file, which an update may rewrite. */
    public static void isUpToDate(Path file, String generated) throws IOException {
        if (UPDATE) {
            write(file, generated);
        }
        assertThat(file)
                .as("%s is generated: run ./mvnw -pl contracts test -Dvigie.contracts.update=true", file)
                .content()
                .isEqualTo(generated);
    }

    /** Compares with a file that, once written, is never rewritten: it is how history was written. */
    public static void isUnchanged(Path file, String generated) throws IOException {
        if (UPDATE && !Files.exists(file)) {
            write(file, generated);
        }
        assertThat(file)
                .as(
                        "%s is how this message is written for ever. Do not change it: give the message a new version "
                                + "beside the old one (docs/guides/add-an-event.md)",
                        file)
                .content()
                .isEqualTo(generated);
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
