package io.vigie.testclient.chaos;

import io.vigie.testclient.Vigie;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Stands behind {@code ./vigie chaos}. Exit codes: 0 proven, 1 not proven, 2 the words were not understood. */
public final class ChaosCommand {

    private static final List<String> HELP = List.of(
            "Usage: ./vigie chaos [--seed N] [--runs N] [--tests N] [--minutes N] [--workers N] [--keep]",
            "",
            "Starts an installation of its own, launches runs of mixed tests, and meanwhile kills its processes with kill -9 at random",
            "moments: every service, every worker, Kafka and PostgreSQL. At the end it checks the history of every run event by event,",
            "the workers' reports, the reports that people see and the logs of some tests, and says whether everything is proven.",
            "",
            "  --seed N      Repeats the choices of an earlier chaos; not its moments, which belong to the machine.",
            "  --runs N      How many runs. Default: 20.",
            "  --tests N     How many tests each has. Default: 200.",
            "  --minutes N   From the first launch to the last verdict at most. Default: 10.",
            "  --workers N   How many worker processes; the first is the execution-service. Default: 2.",
            "  --keep        Leaves the installation's data where it is, and says where.",
            "",
            "Exit codes: 0 proven; 1 not proven; 2 the words were not understood.");

    private ChaosCommand() {}

    public static void main(String[] arguments) throws Exception {
        long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);
        int runs = 20;
        int tests = 200;
        int minutes = 10;
        int workers = 2;
        boolean keep = false;
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--help", "-h" -> {
                        HELP.forEach(System.out::println);
                        return;
                    }
                    case "--seed" -> seed = Long.parseLong(arguments[++i]);
                    case "--runs" -> runs = number(arguments[++i], 1, 200);
                    case "--tests" -> tests = number(arguments[++i], 1, 5_000);
                    case "--minutes" -> minutes = number(arguments[++i], 1, 120);
                    case "--workers" -> workers = number(arguments[++i], 1, 32);
                    case "--keep" -> keep = true;
                    default -> throw new IllegalArgumentException(arguments[i]);
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unclear) {
            System.err.println("Not understood: " + String.join(" ", arguments));
            HELP.forEach(System.err::println);
            System.exit(2);
        }
        Chaos.Settings usual = Chaos.Settings.usual(seed);
        Chaos.Settings settings = new Chaos.Settings(
                seed,
                runs,
                tests,
                Duration.ofMinutes(minutes),
                usual.mostKills(),
                usual.longestWait(),
                minutes < 5 ? Duration.ofSeconds(9L * minutes) : usual.launchesSpread(),
                Math.min(usual.cancelled(), runs - 1));
        System.out.println("Seed %d. Starting an installation with %d worker processes.".formatted(seed, workers));
        int code = 1;
        Vigie vigie = Vigie.start(workers, Map.of());
        try {
            ChaosOutcome outcome = new Chaos(vigie, settings, System.out::println).run();
            outcome.lines().forEach(System.out::println);
            code = outcome.proven() ? 0 : 1;
        } catch (Exception | AssertionError unforeseen) {
            System.out.println("NOT PROVEN  it could not be carried out (seed %d): %s".formatted(seed, unforeseen));
            unforeseen.printStackTrace();
        } finally {
            if (keep) {
                vigie.stopAndKeep();
                System.out.println("Its data is in " + vigie.data());
            } else {
                vigie.close();
            }
        }
        System.exit(code);
    }

    private static int number(String text, int least, int most) {
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }
}
