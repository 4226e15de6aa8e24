package io.vigie.testclient.proof;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * A command that tries to prove something of an installation of its own. Exit codes: 0 proven, 1 not proven or not carried out, 2 the words were not
 * understood.
 */
public abstract class ProofCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Option(
            names = "--seed",
            showDefaultValue = Visibility.NEVER,
            paramLabel = "N",
            description = "Repeats the choices of an earlier one; not its moments, which belong to the machine.")
    private long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean help;

    /** Runs the command and ends the process with its code. */
    protected static void main(ProofCommand command, String... words) {
        System.exit(new CommandLine(command).execute(words));
    }

    @Override
    public final Integer call() {
        check();
        System.out.println("Seed %d. Starting an installation.".formatted(seed));
        try {
            return prove(seed) ? 0 : 1;
        } catch (Exception | AssertionError unforeseen) {
            System.out.println("NOT PROVEN  it could not be carried out (seed %d): %s".formatted(seed, unforeseen));
            unforeseen.printStackTrace();
            return 1;
        }
    }

    /** Refuses numbers out of their bounds, by {@link #within}. */
    protected abstract void check();

    /** @return whether it is proven */
    protected abstract boolean prove(long seed) throws Exception;

    protected final void within(String option, long number, long least, long most) {
        if (number < least || number > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected %s from %d to %d, but it is %d.".formatted(option, least, most, number));
        }
    }
}
