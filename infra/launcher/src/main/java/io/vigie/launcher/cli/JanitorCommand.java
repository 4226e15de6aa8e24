package io.vigie.launcher.cli;

import io.vigie.launcher.slot.OrphanDatabases;
import io.vigie.slots.MachineSlots;
import io.vigie.slots.Orphans;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "janitor",
        description = {
            "Takes away what slots of this machine have left whose owner has gone.",
            "That is: directories of commands and of workers that never came back, and, when a database server is named, the databases",
            "that carry the suffix of such a slot.",
            "The password is read from VIGIE_JANITOR_PASSWORD."
        },
        mixinStandardHelpOptions = true)
final class JanitorCommand implements Callable<Integer> {

    @Option(names = "--dry-run", description = "Says what it would take away, and takes away nothing.")
    private boolean dryRun;

    @Option(
            names = "--kept-days",
            paramLabel = "DAYS",
            defaultValue = "7",
            description = "How long a directory stays that \"run --keep-on-failure\" has kept. Default: 7.")
    private int keptDays;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            defaultValue = "${env:VIGIE_JANITOR_DATABASE_URL}",
            description =
                    "jdbc:postgresql://HOST:PORT/DATABASE of the server. Default: VIGIE_JANITOR_DATABASE_URL; without it no database is looked at.")
    private @Nullable String url;

    @Option(
            names = "--database-user",
            paramLabel = "USER",
            defaultValue = "${env:VIGIE_JANITOR_DATABASE_USER}",
            description = "Who may drop them. Default: VIGIE_JANITOR_DATABASE_USER, else this machine's user.")
    private @Nullable String user;

    @Option(
            names = "--database-names",
            paramLabel = "TEMPLATE",
            defaultValue = "${env:VIGIE_JANITOR_DATABASE_NAMES}",
            description =
                    "What the databases are called, such as test_app_{suffix}. Default: VIGIE_JANITOR_DATABASE_NAMES.")
    private @Nullable String names;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (keptDays < 0 || keptDays > 3650) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected --kept-days to be between 0 and 3650, but it is %d.".formatted(keptDays));
        }
        MachineSlots machine = MachineSlots.of(System::getenv);
        // Whatever is wrong with it is said before anything is taken away.
        OrphanDatabases databases = databases(machine);
        PrintWriter out = spec.commandLine().getOut();
        String did = dryRun ? "would delete" : "deleted";
        List<Path> directories =
                new Orphans(machine.directory()).sweep(dryRun, Duration.ofDays(keptDays), Instant.now());
        directories.forEach(directory -> out.printf("%s %s%n", did, directory));
        if (databases == null) {
            out.printf("%d directories; no database server is named.%n", directories.size());
            return 0;
        }
        try {
            OrphanDatabases.Found found = databases.sweep(dryRun);
            found.dropped().forEach(name -> out.printf("%s %s%n", dryRun ? "would drop" : "dropped", name));
            found.left().forEach(name -> out.printf("left %s%n", name));
            out.printf(
                    "%d directories, %d databases.%n",
                    directories.size(), found.dropped().size());
            return found.left().isEmpty() ? 0 : VigieCommand.FAILED;
        } catch (SQLException refused) {
            spec.commandLine().getErr().println("The databases could not be looked at: " + refused.getMessage());
            return VigieCommand.FAILED;
        }
    }

    private @Nullable OrphanDatabases databases(MachineSlots machine) {
        String at = given(url);
        String called = given(names);
        if (at == null) {
            return null;
        }
        if (called == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected --database-names to say what the databases are called, as in \"test_{suffix}\", but nothing says it.");
        }
        String who = given(user);
        String password = System.getenv("VIGIE_JANITOR_PASSWORD");
        return new OrphanDatabases(
                machine,
                at,
                who == null ? System.getProperty("user.name") : who,
                password == null ? "" : password,
                called);
    }

    /** A variable that is not set comes as an empty text. */
    private static @Nullable String given(@Nullable String option) {
        return option == null || option.isBlank() ? null : option.strip();
    }
}
