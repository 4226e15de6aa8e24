package io.vigie.service.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/** The product's version, A.B.C, as the build wrote it down; all modules of a build have the same. */
final class Version {

    private static final String RESOURCE = "/io/vigie/service/version.properties";

    private Version() {}

    static String read() {
        try (var stream = Objects.requireNonNull(Version.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            var written = new Properties();
            written.load(stream);
            return Objects.requireNonNull(written.getProperty("version"), "version")
                    .replace("-SNAPSHOT", "");
        } catch (IOException problem) {
            throw new UncheckedIOException("Expected to read " + RESOURCE + ", but it cannot be read.", problem);
        }
    }
}
