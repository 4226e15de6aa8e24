package io.vigie.launcher.cli;

import io.vigie.launcher.installation.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "reset",
        description = "Stops everything and deletes the installation with all its data, after asking.",
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Installation installation = data.installation();
        if (!Files.exists(installation.directory())) {
            out.printf("There is nothing in %s.%n", installation.directory());
            return 0;
        }
        if (!installation.isOurs()) {
            spec.commandLine()
                    .getErr()
                    .printf("Nothing was deleted: \"%s\" holds no installation of Vigie.%n", installation.directory());
            return VigieCommand.FAILED;
        }
        if (!yes && !agreed(out, installation)) {
            out.println("Nothing was deleted.");
            return VigieCommand.FAILED;
        }
        Stopping.stop(installation);
        installation.delete();
        out.printf("Deleted %s.%n", installation.directory());
        return 0;
    }

    private static boolean agreed(PrintWriter out, Installation installation) throws IOException {
        out.printf("Every campaign, report and secret in %s will be gone. Delete it? [y/N] ", installation.directory());
        out.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
