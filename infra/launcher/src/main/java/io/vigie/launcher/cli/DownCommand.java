package io.vigie.launcher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "down",
        description = "Stops everything; the data stays. Returns when nothing is left running.",
        mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() {
        boolean ran = Stopping.stop(data.installation());
        spec.commandLine().getOut().println(ran ? "Vigie is stopped." : "Vigie was not running.");
        return 0;
    }
}
