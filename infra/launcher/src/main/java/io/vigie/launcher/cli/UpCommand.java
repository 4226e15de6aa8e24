package io.vigie.launcher.cli;

import io.vigie.launcher.Checkout;
import io.vigie.launcher.RunningSystem;
import io.vigie.launcher.VigieSystem;
import io.vigie.launcher.api.Administrator;
import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.Installation.Unusable;
import io.vigie.launcher.installation.InstallationLock;
import io.vigie.launcher.installation.InstallationRecord;
import io.vigie.launcher.installation.InstallationRecords;
import io.vigie.launcher.installation.Ports;
import io.vigie.launcher.installation.Secrets;
import io.vigie.launcher.supervision.Leftovers;
import io.vigie.launcher.supervision.Sessions;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemState.Phase;
import io.vigie.launcher.supervision.SystemStateFile;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "up",
        description = {
            "Starts Vigie and waits until it is ready.",
            "Ctrl-C stops it, unless --detach sent it to the background. When it runs already, says where."
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    private static final long MILLIS_BETWEEN_LOOKS = 150;
    private static final long LONGEST_START_SECONDS = 300;

    @Mixin
    private final DataOption data = new DataOption();

    @Option(names = "--detach", description = "Goes to the background once Vigie is ready.")
    private boolean detach;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port that people use. Default: that of the last start, at first 8080.")
    private @Nullable Integer port;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = {
                "How many processes run tests. The first is the execution-service, where the coordinator is too; further ones",
                "are called worker-2, worker-3 and so on, each with VIGIE_WORKER_SLOTS slots (8 unless that is set).",
                "Default: as many as at the last start, at first 1."
            })
    private @Nullable Integer workers;

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Integer wanted = port;
        if (wanted != null && (wanted < 1 || wanted > 65535)) {
            throw new ParameterException(
                    spec.commandLine(), "Expected --port to be between 1 and 65535, but it is %d.".formatted(wanted));
        }
        Integer processes = workers;
        if (processes != null && (processes < 1 || processes > InstallationRecord.MAX_WORKERS)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Expected --workers to be between 1 and %d, but it is %d."
                            .formatted(InstallationRecord.MAX_WORKERS, processes));
        }
        Installation installation = data.installation();
        installation.prepare();
        if (InstallationLock.isHeld(installation)) {
            return alreadyRunning(installation);
        }
        SystemStateFile file = new SystemStateFile(installation);
        endLeftovers(file);
        InstallationRecords records = new InstallationRecords(installation);
        Optional<InstallationRecord> before = records.find();
        if (before.isPresent() && !before.get().isReadable()) {
            throw new Unusable(
                    "Expected \"%s\" to hold data of this version, but an earlier one wrote it, which this one cannot read. \"./vigie reset%s\" starts over."
                            .formatted(installation.directory(), data.asWords()));
        }
        InstallationRecord record = records.change(
                known -> {
                    InstallationRecord moved = wanted == null ? known : known.withPublicPort(wanted);
                    return processes == null ? moved : moved.withWorkers(processes);
                },
                newClusterId());
        if (!Ports.isFree(record.publicPort())) {
            throw new Unusable("Port %d is taken by another program. Choose another one: ./vigie up%s --port %d"
                    .formatted(
                            record.publicPort(),
                            data.asWords(),
                            record.publicPort() == 65535 ? 8081 : record.publicPort() + 1));
        }
        before.ifPresent(known -> tellMove(known, record));
        prepareAdministrator(installation, records);
        return detach ? inTheBackground(installation, file) : here(installation);
    }

    private int here(Installation installation) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Starting Vigie in %s%n", installation.directory());
        out.flush();
        Progress progress = new Progress(out);
        SystemStateFile file = new SystemStateFile(installation);
        RunningSystem system = new RunningSystem(
                installation,
                Checkout.current(),
                sentence -> {
                    out.println("  " + sentence);
                    out.flush();
                },
                progress::show);
        int code = system.run(() -> {
            tellReady(installation, file.read().orElseThrow(), progress.seconds());
            out.println("Ctrl-C stops it.");
            out.flush();
        });
        if (code == RunningSystem.ALREADY_RUN_BY_ANOTHER) {
            return alreadyRunning(installation);
        }
        if (code != 0) {
            tellFailure(installation, file.read());
        }
        return code;
    }

    private int inTheBackground(Installation installation, SystemStateFile file)
            throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Starting Vigie in %s%n", installation.directory());
        out.flush();
        file.forget();
        Process supervisor = new ProcessBuilder(supervisorCommand(installation))
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        installation.log("vigie").toFile()))
                .redirectErrorStream(true)
                .start();
        Progress progress = new Progress(out);
        while (supervisor.isAlive()) {
            Optional<SystemState> state = file.read();
            state.ifPresent(progress::show);
            if (state.filter(now -> now.phase() == Phase.UP).isPresent()) {
                tellReady(installation, state.get(), progress.seconds());
                return 0;
            }
            supervisor.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
        }
        if (supervisor.exitValue() == RunningSystem.ALREADY_RUN_BY_ANOTHER) {
            return alreadyRunning(installation);
        }
        tellFailure(installation, file.read());
        return VigieCommand.FAILED;
    }

    /** A process of its own in a session of its own, which lives on when this terminal goes. */
    private static List<String> supervisorCommand(Installation installation) {
        List<String> command = new ArrayList<>(Sessions.OWN_SESSION);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dvigie.home=" + Checkout.current().directory(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                "io.vigie.launcher.Vigie",
                "supervise",
                "--data",
                installation.directory().toString()));
        return command;
    }

    private int alreadyRunning(Installation installation) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        SystemStateFile file = new SystemStateFile(installation);
        Progress progress = new Progress(out);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_START_SECONDS);
        boolean waited = false;
        while (InstallationLock.isHeld(installation) && System.nanoTime() < deadline) {
            Optional<SystemState> state = file.read();
            if (state.isPresent() && state.get().phase() == Phase.UP) {
                out.printf("Vigie runs already: %s%n", state.get().url());
                Integer wanted = port;
                if (wanted != null && !state.get().url().endsWith(":" + wanted)) {
                    out.printf("To move it to port %d, stop it first: ./vigie down%s%n", wanted, data.asWords());
                }
                Integer processes = workers;
                int running = new InstallationRecords(installation)
                        .find()
                        .map(InstallationRecord::workerProcesses)
                        .orElse(1);
                if (processes != null && processes != running) {
                    out.printf(
                            "It has %d worker processes. To have %d, stop it first: ./vigie down%s%n",
                            running, processes, data.asWords());
                }
                tellPassword(installation);
                return 0;
            }
            if (!waited) {
                out.println("Somebody is starting or stopping Vigie right now; waiting for it.");
                out.flush();
                waited = true;
            }
            state.ifPresent(progress::show);
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
        }
        spec.commandLine().getErr().println("It did not come up. \"./vigie logs\" tells more.");
        return VigieCommand.FAILED;
    }

    private void endLeftovers(SystemStateFile file) {
        int ended = file.read().map(Leftovers::end).orElse(0);
        if (ended > 0) {
            spec.commandLine().getOut().printf("Ended %d programs that an earlier run had left behind.%n", ended);
        }
    }

    /** The demonstration tests the address that it was loaded with; its variables are the person's own by now. */
    private void tellMove(InstallationRecord before, InstallationRecord now) {
        if (before.demonstrationLoaded() && before.publicPort() != now.publicPort()) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            "Vigie moves from port %d to %d. The demonstration's variable base_url still names %d; change it in /api/variables.%n",
                            before.publicPort(), now.publicPort(), before.publicPort());
        }
    }

    /** The first password: the one that the person chose, else one of ours, which is told once the system is ready. */
    private static void prepareAdministrator(Installation installation, InstallationRecords records) {
        if (records.find().orElseThrow().administratorCreated()) {
            return;
        }
        Secrets secrets = new Secrets(installation);
        String chosen = System.getenv("VIGIE_ADMIN_PASSWORD");
        if (chosen != null && !chosen.isEmpty()) {
            secrets.put(VigieSystem.ADMINISTRATOR_PASSWORD, chosen);
            records.change(record -> record.withPasswordGenerated(false));
        } else if (secrets.find(VigieSystem.ADMINISTRATOR_PASSWORD).isEmpty()) {
            secrets.put(VigieSystem.ADMINISTRATOR_PASSWORD, secrets.newPassword());
            records.change(record -> record.withPasswordGenerated(true));
        }
    }

    private void tellReady(Installation installation, SystemState state, long seconds) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%nVigie is ready after %d s: %s%n", seconds, state.url());
        tellPassword(installation);
        out.flush();
    }

    /** Tells the first password and throws it away: nobody, we included, can tell it a second time. */
    private void tellPassword(Installation installation) {
        PrintWriter out = spec.commandLine().getOut();
        InstallationRecord record = new InstallationRecords(installation).find().orElseThrow();
        Secrets secrets = new Secrets(installation);
        Optional<String> password = secrets.find(VigieSystem.ADMINISTRATOR_PASSWORD);
        if (record.administratorCreated() && password.isPresent()) {
            if (record.passwordGenerated()) {
                out.printf(
                        "Log in as %s with the password %s%n(told this once; keep it).%n",
                        Administrator.email(), password.get());
            } else {
                out.printf("Log in as %s with the password that VIGIE_ADMIN_PASSWORD holds.%n", Administrator.email());
            }
            secrets.forget(VigieSystem.ADMINISTRATOR_PASSWORD);
        }
        out.flush();
    }

    private void tellFailure(Installation installation, Optional<SystemState> state) {
        PrintWriter err = spec.commandLine().getErr();
        String sentence = state.map(SystemState::failure).orElse(null);
        err.printf("%nVigie did not come up%s%n", sentence == null ? "." : ": " + sentence);
        String culprit = sentence == null
                ? "vigie"
                : VigieSystem.programs(InstallationRecord.MAX_WORKERS).reversed().stream()
                        .filter(sentence::startsWith)
                        .findFirst()
                        .orElse("vigie");
        LogTail.of(installation.log(culprit), 25).ifPresent(tail -> {
            err.printf("The end of %s:%n", installation.log(culprit));
            tail.forEach(line -> err.println("  | " + line));
        });
        err.flush();
    }

    /** Kafka names its storage by 16 bytes in URL-safe base64. */
    private static String newClusterId() {
        UUID id = UUID.randomUUID();
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
        // A leading hyphen would read as an option where the id stands on a command line.
        return text.startsWith("-") ? newClusterId() : text;
    }
}
