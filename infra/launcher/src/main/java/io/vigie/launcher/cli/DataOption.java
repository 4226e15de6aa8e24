package io.vigie.launcher.cli;

import io.vigie.launcher.Checkout;
import io.vigie.launcher.installation.Installation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which installation is meant; every command has it. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The installation's data directory. Default: var/ in the checkout.")
    private @Nullable Path data;

    Installation installation() {
        Path given = data;
        return new Installation(given == null ? Checkout.current().defaultData() : given);
    }

    /** The option as another command line needs it; empty when it was not given. */
    String asWords() {
        Path given = data;
        return given == null ? "" : " --data " + given;
    }
}
