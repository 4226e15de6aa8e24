package io.vigie.launcher.cli;

import io.vigie.launcher.api.PublicApi;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemStateFile;
import io.vigie.verifier.Verification;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "verify",
        description = {
            "Verifies the downloaded history of a run: that its events are chained, and signed by the installation's key.",
            "A file needs no network and no installation. An address is asked with the token in VIGIE_TOKEN; that of the",
            "installation itself also with an administrator's password (VIGIE_ADMIN_PASSWORD, or typed)."
        },
        footer = {
            "",
            "Ends with 0 when the history is as it was signed, with 1 when something is wrong (the first wrong event is named), with 2 when",
            "the input cannot be judged."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    private final DataOption data = new DataOption();

    @Parameters(
            paramLabel = "FILE|URL|-",
            arity = "1..*",
            description = "The history, compressed by gzip or not; several inputs together make one.")
    private List<String> sources = List.of();

    @Option(
            names = "--key",
            paramLabel = "FINGERPRINT|FILE",
            description = {
                "The installation's first signing key, as you know it from elsewhere: its fingerprint, or a file with it or with the",
                "public key as PEM. Without it the verdict names the key that all of it rests on."
            })
    private @Nullable String key;

    @Option(names = "--ledger", description = "The input is the signer's ledger, without any history.")
    private boolean ledger;

    @Option(names = "--json", description = "Tells the verdict as one JSON object.")
    private boolean json;

    @Mixin
    private final AccountOption account = new AccountOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return new Verification(sources, key, ledger, json)
                .run(
                        System.in,
                        this::token,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr());
    }

    /** A password goes to the installation of this machine alone, never to an address that somebody named. */
    private @Nullable String token(URI address) throws IOException, InterruptedException {
        String given = System.getenv("VIGIE_TOKEN");
        if (given != null && !given.isBlank()) {
            return given.strip();
        }
        Optional<SystemState> state = new SystemStateFile(data.installation()).read();
        if (state.isEmpty() || !isOf(URI.create(state.get().url()), address)) {
            return null;
        }
        Optional<String> password = account.password();
        if (password.isEmpty()) {
            return null;
        }
        try (PublicApi api = new PublicApi(state.get().url())) {
            api.logIn(account.email(), password.get());
            return api.token();
        }
    }

    private static boolean isOf(URI installation, URI address) {
        return installation.getScheme().equals(address.getScheme())
                && installation.getAuthority().equals(address.getAuthority());
    }
}
