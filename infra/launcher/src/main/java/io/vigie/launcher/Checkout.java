package io.vigie.launcher;

import java.nio.file.Path;

/**
 * Where the sources and what was built of them lie. {@code ./vigie} tells it by the system property {@code vigie.home}.
 *
 * @param directory the root of the checkout
 */
public record Checkout(Path directory) {

    /** The checkout that started us; without a word from it, the working directory. */
    public static Checkout current() {
        return new Checkout(
                Path.of(System.getProperty("vigie.home", "")).toAbsolutePath().normalize());
    }

    /** Where the data goes when nobody says otherwise. */
    public Path defaultData() {
        return directory.resolve("var");
    }

    /** The launcher's own jars, the broker's among them. */
    public Path launcherJars() {
        return directory.resolve("infra/launcher/target/lib");
    }
}
