package io.vigie.launcher.cli;

import io.vigie.launcher.api.Administrator;
import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who uses the running installation; commands that do have it. */
final class AccountOption {

    @Option(
            names = "--email",
            paramLabel = "EMAIL",
            description = "Who logs in. Default: VIGIE_ADMIN_EMAIL, else admin@example.com.")
    private @Nullable String email;

    String email() {
        String given = email;
        return given == null ? Administrator.email() : given;
    }

    /** What {@code VIGIE_ADMIN_PASSWORD} holds, else what is typed; empty when there is no terminal to type at. */
    Optional<String> password() {
        String given = System.getenv("VIGIE_ADMIN_PASSWORD");
        if (given != null && !given.isEmpty()) {
            return Optional.of(given);
        }
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return Optional.empty();
        }
        char[] typed = console.readPassword("Password of %s: ", email());
        return typed == null ? Optional.empty() : Optional.of(new String(typed));
    }
}
