package io.vigie.launcher.cli;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationRecords;
import io.vigie.launcher.installation.SigningKeys;
import io.vigie.launcher.services.Service;
import io.vigie.launcher.services.ServiceFacts;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemStateFile;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "rotate-signing-key",
        description = {
            "Gives the installation a new key to sign histories with, introduced by the one before; what was signed goes on verifying.",
            "The one before is deleted as soon as the new one is in force."
        },
        mixinStandardHelpOptions = true)
final class RotateSigningKeyCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MILLIS_BETWEEN_LOOKS = 300;

    @Mixin
    private final DataOption data = new DataOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Installation installation = data.installation();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (!installation.isOurs()) {
            err.printf("There is no installation in \"%s\".%n", installation.directory());
            return VigieCommand.FAILED;
        }
        SigningKeys keys = new SigningKeys(installation);
        String fingerprint = keys.add();
        Optional<SystemState> state = new SystemStateFile(installation).read();
        if (state.isEmpty() || state.get().supervisor().find().isEmpty()) {
            out.printf("Vigie is not running; the key %s comes into force at its next start.%n", fingerprint);
            return 0;
        }
        int port = new InstallationRecords(installation)
                .find()
                .orElseThrow()
                .ports()
                .getOrDefault(Service.EXECUTION_SERVICE.title(), 0);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            if (ServiceFacts.of(port).fact("signing").orElse("").contains(fingerprint)) {
                keys.forgetThoseBefore(fingerprint);
                out.printf("Histories are signed by the key %s from now on. The one before is deleted.%n", fingerprint);
                return 0;
            }
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
        err.printf(
                "The key %s is not in force after %d s; both keys are kept, and the signer goes on trying. ./vigie logs execution-service tells more.%n",
                fingerprint, PATIENCE.toSeconds());
        return VigieCommand.FAILED;
    }
}
