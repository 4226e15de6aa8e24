package io.vigie.launcher.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "rebuild-reports",
        description = "Folds every report anew from history.",
        mixinStandardHelpOptions = true)
final class RebuildReportsCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Override
    public Integer call() {
        data.installation();
        return VigieCommand.FAILED;
    }
}
