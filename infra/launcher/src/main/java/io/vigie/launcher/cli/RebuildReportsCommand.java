package io.vigie.launcher.cli;

import io.vigie.launcher.api.PublicApi;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemStateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "rebuild-reports",
        description = {
            "Folds every report anew from history, beside the reports that serve, and lets the new ones take over.",
            "It asks for an administrator's password, unless VIGIE_ADMIN_PASSWORD holds it."
        },
        mixinStandardHelpOptions = true)
final class RebuildReportsCommand implements Callable<Integer> {

    private static final String PROJECTION = "/api/admin/projection";
    private static final long MILLIS_BETWEEN_LOOKS = 500;

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final AccountOption account = new AccountOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = data.installation();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<SystemState> state = new SystemStateFile(installation).read();
        if (state.isEmpty() || state.get().supervisor().find().isEmpty()) {
            err.printf("Vigie is not running. Start it first: ./vigie up%s%n", data.asWords());
            return VigieCommand.NOT_READY;
        }
        Optional<String> password = account.password();
        if (password.isEmpty()) {
            err.println("There is no terminal to ask for the password: set VIGIE_ADMIN_PASSWORD.");
            return VigieCommand.NOT_UNDERSTOOD;
        }
        try (PublicApi api = new PublicApi(state.get().url())) {
            api.logIn(account.email(), password.get());
            api.post(PROJECTION + "/rebuild", JsonMapper.shared().createObjectNode());
            return follow(api, out, err);
        } catch (IOException failed) {
            err.println("The reports could not be rebuilt: " + failed.getMessage());
            return VigieCommand.FAILED;
        }
    }

    private static int follow(PublicApi api, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        long told = -1;
        while (true) {
            JsonNode rebuild = api.get(PROJECTION).path("rebuild");
            long folded = rebuild.path("folded").asLong(0);
            switch (rebuild.path("state").asString("")) {
                case "DONE" -> {
                    out.printf(
                            Locale.ROOT,
                            "The reports are rebuilt from %d records of history, %d a second.%n",
                            folded,
                            rebuild.path("perSecond").asLong(0));
                    return 0;
                }
                case "FAILED" -> {
                    err.println("The reports could not be rebuilt, those of before go on serving: "
                            + rebuild.path("error").asString(""));
                    return VigieCommand.FAILED;
                }
                default -> {
                    if (folded != told) {
                        out.printf(
                                Locale.ROOT,
                                "  %d of %d records folded, %d a second, %s to go%n",
                                folded,
                                rebuild.path("total").asLong(0),
                                rebuild.path("perSecond").asLong(0),
                                timeLeft(rebuild.path("secondsLeft")));
                        out.flush();
                        told = folded;
                    }
                    TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
                }
            }
        }
    }

    private static String timeLeft(JsonNode seconds) {
        return seconds.isNumber() ? seconds.asLong() + " s" : "an unknown time";
    }
}
