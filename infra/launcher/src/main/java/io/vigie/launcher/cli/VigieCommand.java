package io.vigie.launcher.cli;

import io.vigie.launcher.installation.Installation.Unusable;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the commands. Exit codes: 0 done, 1 it failed, 2 the words were not understood, 3 the system is not ready. */
@Command(
        name = "./vigie",
        description = "Runs Vigie on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "Vigie 0.1.0",
        commandListHeading = "%nCommands (each has a --help of its own):%n",
        footer = {
            "",
            "  test                Runs every test, as a check before a change goes in.",
            "  bench [NAME]        Measures an installation of its own; bench --help names what can be measured.",
            "  chaos               Kills its processes at random while tests run, and checks the history; chaos --help tells more.",
            "  storm               Has runs watched through a bad network, and checks what was seen; storm --help tells more.",
            "",
            "Everything that an installation keeps lies in its data directory, var/ by default; --data names another,",
            "so that several installations stand side by side.",
            "",
            "Exit codes: 0 done; 1 it failed; 2 the words were not understood; 3 the system is not ready (status)."
        },
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            DownCommand.class,
            LogsCommand.class,
            ResetCommand.class,
            RebuildReportsCommand.class,
            RunCommand.class,
            StabilityCommand.class,
            JanitorCommand.class,
            VerifyCommand.class,
            RotateSigningKeyCommand.class,
            SuperviseCommand.class
        })
public final class VigieCommand implements Runnable {

    static final int FAILED = 1;
    static final int NOT_UNDERSTOOD = 2;
    static final int NOT_READY = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    private VigieCommand() {}

    /** Runs one command line and returns its exit code. */
    public static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new VigieCommand());
        // What follows the command's name is the command's, its options too.
        Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
        line.setParameterExceptionHandler((unclear, given) -> {
            CommandLine at = unclear.getCommandLine();
            at.getErr().println(String.valueOf(unclear.getMessage()).replace("is not an int", "is not a number"));
            if (!UnmatchedArgumentException.printSuggestions(unclear, at.getErr())) {
                at.getErr().println("\"" + at.getCommandSpec().qualifiedName() + " --help\" tells what can be said.");
            }
            return NOT_UNDERSTOOD;
        });
        line.setExecutionExceptionHandler((failed, at, parsed) -> {
            if (failed instanceof Unusable || failed instanceof IllegalStateException) {
                at.getErr().println(failed.getMessage());
                return FAILED;
            }
            at.getErr().println("Something went wrong that was not foreseen: " + failed);
            failed.printStackTrace(at.getErr());
            return FAILED;
        });
        return line;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do, as in \"./vigie up\".");
    }
}
