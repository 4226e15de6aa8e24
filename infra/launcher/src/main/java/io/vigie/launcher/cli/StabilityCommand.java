package io.vigie.launcher.cli;

import io.vigie.launcher.api.PublicApi;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.stability.Campaign;
import io.vigie.launcher.stability.CampaignRuns;
import io.vigie.launcher.stability.ProofFiles;
import io.vigie.launcher.stability.Stability;
import io.vigie.launcher.stability.StabilityPolicy;
import io.vigie.launcher.stability.Verdict;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemStateFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "stability",
        description = {
            "Runs a campaign several times, and says whether its tests give the same verdict every time.",
            "One run comes after the other. The verdict is STABLE, FLAKY, FAILING or INCONCLUSIVE. It leaves a proof of each run, and a manifest with checksums and the verdict.",
            "It asks for a password, unless VIGIE_ADMIN_PASSWORD holds it. Exit code: 0 when STABLE, else 1."
        },
        mixinStandardHelpOptions = true)
final class StabilityCommand implements Callable<Integer> {

    /** A report's name has at most 200 characters. */
    private static final int MOST_OF_A_NAME = 120;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Mixin
    private final DataOption data = new DataOption();

    @Mixin
    private final AccountOption account = new AccountOption();

    @Option(names = "--campaign", required = true, paramLabel = "NAME", description = "The campaign, by name or id.")
    private String campaign = "";

    @Option(names = "--environment", required = true, paramLabel = "ENV", description = "The environment to run it in.")
    private String environment = "";

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many runs, 2 to 100. Default: 5.")
    private int runs;

    @Option(
            names = "--keep-going",
            description = "Goes on after a bad run, so that it is seen how often a test is bad.")
    private boolean keepGoing;

    @Option(
            names = "--minimum",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many tests each run must have executed at least. Default: 1.")
    private int minimum;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many slices of tests run side by side, 1 to 64. Default: 1.")
    private int parallelism;

    @Option(
            names = "--run-timeout",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long one run may take, 1 to 604800. Default: 3600.")
    private int runTimeout;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description =
                    "Where the proofs go; it must hold none. Default: a new directory in stability/ of the data directory.")
    private @Nullable Path output;

    @Option(
            names = "--commit",
            paramLabel = "SHA",
            description = "Which state of what is tested this was. Default: GITHUB_SHA, else CI_COMMIT_SHA.")
    private @Nullable String commit;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        within("--runs", runs, 2, 100);
        within("--minimum", minimum, 1, 1_000_000);
        within("--parallelism", parallelism, 1, 64);
        within("--run-timeout", runTimeout, 1, 604_800);
        Installation installation = data.installation();
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
            CampaignRuns.Login login = again -> again.logIn(account.email(), password.get());
            login.again(api);
            return measure(
                    installation,
                    new CampaignRuns(
                            api,
                            login,
                            new CampaignRuns.Options(environment, parallelism, Duration.ofSeconds(runTimeout))));
        } catch (IOException failed) {
            err.println("The stability could not be measured: " + failed.getMessage());
            return VigieCommand.FAILED;
        }
    }

    private int measure(Installation installation, CampaignRuns client) throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Campaign found = client.find(campaign);
        Instant at = Instant.now();
        String stamp = STAMP.format(at);
        Path directory =
                output == null ? installation.directory().resolve("stability").resolve(stamp) : output;
        ProofFiles proofs = ProofFiles.in(
                directory,
                new ProofFiles.About(
                        found,
                        environment,
                        account.email(),
                        spec.root().version()[0],
                        Stream.of(commit, System.getenv("GITHUB_SHA"), System.getenv("CI_COMMIT_SHA"))
                                .filter(text -> text != null && !text.isBlank())
                                .findFirst()
                                .orElse(null),
                        at));
        // Whoever gives up here does not want the run to go on there.
        Runtime.getRuntime().addShutdownHook(new Thread(client::cancel));
        Verdict verdict = new Stability(new StabilityPolicy(runs, minimum), keepGoing, proofs, line -> {
                    out.println(line);
                    out.flush();
                })
                .measure((number, log) -> client.run(
                        number,
                        found,
                        "%s - stability %s - run %d"
                                .formatted(
                                        found.name()
                                                .substring(
                                                        0, Math.min(found.name().length(), MOST_OF_A_NAME)),
                                        stamp,
                                        number),
                        log))
                .verdict();
        out.printf("Proofs: %s%n", directory.toAbsolutePath());
        return verdict == Verdict.STABLE ? 0 : VigieCommand.FAILED;
    }

    private void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected %s to be between %d and %d, but it is %d.".formatted(option, least, most, value));
        }
    }
}
