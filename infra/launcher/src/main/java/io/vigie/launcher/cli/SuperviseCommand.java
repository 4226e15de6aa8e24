package io.vigie.launcher.cli;

import io.vigie.launcher.Checkout;
import io.vigie.launcher.RunningSystem;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What {@code up --detach} leaves in the background. */
@Command(name = "supervise", hidden = true, description = "Watches over a system that runs in the background.")
final class SuperviseCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        return new RunningSystem(data.installation(), Checkout.current(), sentence -> say(out, sentence), state -> {})
                .run(() -> say(out, "everything is ready"));
    }

    private static void say(PrintWriter out, String sentence) {
        out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
        out.flush();
    }
}
