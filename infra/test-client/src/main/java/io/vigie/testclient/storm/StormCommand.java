package io.vigie.testclient.storm;

import io.vigie.testclient.Vigie;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Stands behind {@code ./vigie storm}. Exit codes: 0 proven, 1 not proven, 2 the words were not understood. */
public final class StormCommand {

    private static final List<String> HELP = List.of(
            "Usage: ./vigie storm [--seed N] [--watchers N] [--runs N] [--tests N] [--kills N] [--minutes N]",
            "",
            "Starts an installation of its own, launches runs, and has them watched over Server-Sent Events, WebSocket and Socket.IO through",
            "a network that delays, cuts and falls silent at random, while the gateway is killed with kill -9. At the end it compares what",
            "each watcher knows, lines of logs included, with what the reports answer, by a hash of each.",
            "",
            "  --seed N      Repeats the choices of an earlier storm; not its moments, which belong to the machine.",
            "  --watchers N  How many connections watch. Default: 200.",
            "  --runs N      How many runs. Default: 20.",
            "  --tests N     How many tests each has, 100 at most. Default: 100.",
            "  --kills N     How often the gateway is killed. Default: 3.",
            "  --minutes N   From the first launch to the last watcher's end at most. Default: 6.",
            "",
            "Exit codes: 0 proven; 1 not proven; 2 the words were not understood.");

    private StormCommand() {}

    public static void main(String[] arguments) throws Exception {
        Storm.Settings settings =
                Storm.Settings.usual(ThreadLocalRandom.current().nextInt(1, 1_000_000));
        long seed = settings.seed();
        int watchers = settings.watchers();
        int runs = settings.runs();
        int tests = settings.testsPerRun();
        int kills = settings.kills();
        long minutes = settings.limit().toMinutes();
        try {
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--help", "-h" -> {
                        HELP.forEach(System.out::println);
                        return;
                    }
                    case "--seed" -> seed = Long.parseLong(arguments[++i]);
                    case "--watchers" -> watchers = number(arguments[++i], 1, 1_000);
                    case "--runs" -> runs = number(arguments[++i], 1, 200);
                    case "--tests" -> tests = number(arguments[++i], 1, 100);
                    case "--kills" -> kills = number(arguments[++i], 0, 20);
                    case "--minutes" -> minutes = number(arguments[++i], 1, 60);
                    default -> throw new IllegalArgumentException(arguments[i]);
                }
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException unclear) {
            System.err.println("Not understood: " + String.join(" ", arguments));
            HELP.forEach(System.err::println);
            System.exit(2);
        }
        Storm.Settings asked = new Storm.Settings(
                seed, watchers, runs, tests, kills, settings.betweenKills(), Duration.ofMinutes(minutes));
        System.out.println("Seed %d. Starting an installation.".formatted(seed));
        int code = 1;
        try (Vigie vigie = Vigie.start(2, Storm.ENVIRONMENT)) {
            StormOutcome outcome = new Storm(vigie, asked, System.out::println).run();
            outcome.lines().forEach(System.out::println);
            code = outcome.proven() ? 0 : 1;
        } catch (Exception | AssertionError unforeseen) {
            System.out.println("NOT PROVEN  it could not be carried out (seed %d): %s".formatted(seed, unforeseen));
            unforeseen.printStackTrace();
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
