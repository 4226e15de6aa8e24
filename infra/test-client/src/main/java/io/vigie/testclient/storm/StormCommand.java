package io.vigie.testclient.storm;

import io.vigie.testclient.Vigie;
import io.vigie.testclient.proof.ProofCommand;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stands behind {@code ./vigie storm}. */
@Command(
        name = "./vigie storm",
        description = {
            "Starts an installation of its own, launches runs, and has them watched over Server-Sent Events, WebSocket and Socket.IO through a network"
                    + " that delays, cuts and falls silent at random, while the gateway is killed with kill -9. At the end it compares what each watcher"
                    + " knows, lines of logs included, with what the reports answer, by a hash of each.",
            ""
        },
        footer = {"", "Exit codes: 0 proven; 1 not proven; 2 the words were not understood."},
        showDefaultValues = true)
public final class StormCommand extends ProofCommand {

    @Option(names = "--watchers", paramLabel = "N", description = "How many connections watch.")
    private int watchers = 200;

    @Option(names = "--runs", paramLabel = "N", description = "How many runs.")
    private int runs = 24;

    @Option(names = "--tests", paramLabel = "N", description = "How many tests each has, 100 at most.")
    private int tests = 100;

    @Option(names = "--kills", paramLabel = "N", description = "How often the gateway is killed.")
    private int kills = 3;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "From the first launch to the last watcher's end at most.")
    private int minutes = 8;

    public static void main(String... words) {
        main(new StormCommand(), words);
    }

    @Override
    protected void check() {
        within("--watchers", watchers, 1, 1_000);
        within("--runs", runs, 1, 200);
        within("--tests", tests, 1, 100);
        within("--kills", kills, 0, 20);
        within("--minutes", minutes, 1, 60);
    }

    @Override
    protected boolean prove(long seed) throws Exception {
        Storm.Settings settings = new Storm.Settings(
                seed, watchers, runs, tests, kills, Storm.BETWEEN_KILLS, Duration.ofMinutes(minutes));
        try (Vigie vigie = Vigie.start(2, Storm.ENVIRONMENT)) {
            StormOutcome outcome = new Storm(vigie, settings, System.out::println).run();
            outcome.lines().forEach(System.out::println);
            return outcome.proven();
        }
    }
}
