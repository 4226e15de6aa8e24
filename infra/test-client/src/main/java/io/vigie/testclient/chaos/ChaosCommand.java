package io.vigie.testclient.chaos;

import io.vigie.testclient.Vigie;
import io.vigie.testclient.proof.ProofCommand;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Stands behind {@code ./vigie chaos}. */
@Command(
        name = "./vigie chaos",
        description = {
            "Starts an installation of its own, launches runs of mixed tests, and meanwhile kills its processes with kill -9 at random moments: every"
                    + " service, every worker, Kafka and PostgreSQL. At the end it checks the history of every run event by event, the workers' reports,"
                    + " the reports that people see and the logs of some tests, and says whether everything is proven.",
            ""
        },
        footer = {"", "Exit codes: 0 proven; 1 not proven; 2 the words were not understood."},
        showDefaultValues = true)
public final class ChaosCommand extends ProofCommand {

    @Option(names = "--runs", paramLabel = "N", description = "How many runs.")
    private int runs = 20;

    @Option(names = "--tests", paramLabel = "N", description = "How many tests each has.")
    private int tests = 200;

    @Option(names = "--minutes", paramLabel = "N", description = "From the first launch to the last verdict at most.")
    private int minutes = 10;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many worker processes; the first is the execution-service.")
    private int workers = 2;

    @Option(
            names = "--keep",
            description = "Leaves the installation's data where it is, and says where.",
            showDefaultValue = Visibility.NEVER)
    private boolean keep;

    public static void main(String... words) {
        main(new ChaosCommand(), words);
    }

    @Override
    protected void check() {
        within("--runs", runs, 1, 200);
        within("--tests", tests, 1, 5_000);
        within("--minutes", minutes, 1, 120);
        within("--workers", workers, 1, 32);
    }

    @Override
    protected boolean prove(long seed) throws Exception {
        Vigie vigie = Vigie.start(workers, Map.of());
        try {
            ChaosOutcome outcome = new Chaos(vigie, settings(seed), System.out::println).run();
            outcome.lines().forEach(System.out::println);
            return outcome.proven();
        } finally {
            if (keep) {
                vigie.stopAndKeep();
                System.out.println("Its data is in " + vigie.data());
            } else {
                vigie.close();
            }
        }
    }

    private Chaos.Settings settings(long seed) {
        Chaos.Settings usual = Chaos.Settings.usual(seed);
        return new Chaos.Settings(
                seed,
                runs,
                tests,
                Duration.ofMinutes(minutes),
                usual.mostKills(),
                usual.longestWait(),
                minutes < 5 ? Duration.ofSeconds(9L * minutes) : usual.launchesSpread(),
                Math.min(usual.cancelled(), runs - 1));
    }
}
