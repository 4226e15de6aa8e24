package io.vigie.execution.signing.intake;

import io.vigie.execution.signing.Signer;
import io.vigie.execution.signing.SigningSettings;
import io.vigie.execution.signing.SigningState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** A signer alone in a process of its own, so that a test can kill it as a machine would. */
final class SignerProcess {

    private SignerProcess() {}

    /** @param arguments bootstrap servers, the key file */
    public static void main(String[] arguments) throws InterruptedException {
        SigningState state = new SigningState();
        SigningSettings settings = new SigningSettings(arguments[1], Duration.ofMillis(200), 50, Duration.ofMillis(50));
        new SignerLifecycle(arguments[0], new Signer(settings, Path.of(arguments[1]), state, Clock.systemUTC()), state)
                .start();
        Thread.currentThread().join();
    }

    static Process start(String bootstrap, Path keyFile) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SignerProcess.class.getName(),
                        bootstrap,
                        keyFile.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        keyFile.resolveSibling("signer.log").toFile()))
                .start();
    }
}
