package io.vigie.launcher.cli;

import io.vigie.launcher.slot.SlotCommand;
import io.vigie.slots.LoneSlot;
import io.vigie.slots.MachineSlots;
import io.vigie.slots.Orphans;
import io.vigie.slots.Seat.Lease;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "run",
        description = {
            "Runs a command in a slot of this machine, which nobody else has at the time.",
            "A slot has ports, a database suffix and directories. They are told to it by the variables that tests see. All of it is let go, and wiped, at the end.",
            "Vigie need not be running. Exit code: the command's own; 127 when there is no such program."
        },
        customSynopsis = "./vigie run [--keep-on-failure] [--quiet] -- COMMAND [ARGUMENT...]",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final int NO_SUCH_PROGRAM = 127;

    @Option(
            names = "--keep-on-failure",
            description = "Leaves the directories where they are when the command fails; for a week.")
    private boolean keep;

    @Option(
            names = {"-q", "--quiet"},
            description = "Does not print what the slot has.")
    private boolean quiet;

    @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private List<String> command = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // given by the command-line library
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        MachineSlots machine = MachineSlots.of(System::getenv);
        String task = task(System.getenv("ZENFLOW_TASK_ID"));
        if (task != null) {
            err.println("Zenflow task detected: " + task);
        }
        new Orphans(machine.directory()).sweep(false, Orphans.KEPT_FOR, Instant.now());
        LoneSlot slot = LoneSlot.claim(machine, task);
        try {
            if (!quiet) {
                tell(slot, err);
            }
            int code = run(slot, err);
            if (code != 0 && keep) {
                slot.keep();
                err.printf("[vigie] exit code %d; kept: %s%n", code, slot.directory());
            }
            return code;
        } finally {
            letGo(slot, err);
        }
    }

    /** What cannot be wiped does not change what the command has said. */
    private static void letGo(LoneSlot slot, PrintWriter err) {
        try {
            slot.close();
        } catch (IOException stays) {
            err.printf("[vigie] left behind: %s (%s)%n", slot.directory(), stays.getMessage());
        }
        err.flush();
    }

    private int run(LoneSlot slot, PrintWriter err) throws InterruptedException {
        err.flush();
        try {
            return SlotCommand.run(slot, command);
        } catch (IOException noSuchProgram) {
            err.printf(
                    "Expected to start \"%s\", but: %s%n",
                    command.getFirst(), String.valueOf(noSuchProgram.getMessage()));
            return NO_SUCH_PROGRAM;
        }
    }

    private static @Nullable String task(@Nullable String said) {
        return said == null || said.isBlank() ? null : said.strip();
    }

    /** To the standard error, so that what the command prints is all that its reader gets. */
    private static void tell(LoneSlot slot, PrintWriter err) {
        Lease lease = slot.lease();
        slot.taken()
                .ifPresent(
                        port -> err.printf("[vigie] port %d is in use by another program: other ports taken%n", port));
        err.printf("[vigie] slot     %s%n", lease.task());
        err.printf(
                "[vigie] ports    %d to %d (BACKEND_PORT=%d POSTGRES_PORT=%d REDIS_PORT=%d FRONTEND_PORT=%d)%n",
                lease.firstPort(),
                lease.firstPort() + lease.portCount() - 1,
                lease.firstPort(),
                lease.firstPort() + 1,
                lease.firstPort() + 2,
                lease.firstPort() + 3);
        err.printf("[vigie] database suffix %s%n", lease.databaseSuffix());
        err.printf("[vigie] work     %s%n", slot.work());
        err.printf("[vigie] media    %s%n", slot.media());
    }
}
