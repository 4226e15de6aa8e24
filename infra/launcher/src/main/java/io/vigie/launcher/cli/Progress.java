package io.vigie.launcher.cli;

import io.vigie.launcher.supervision.ProgramState;
import io.vigie.launcher.supervision.ProgramState.State;
import io.vigie.launcher.supervision.SystemState;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Tells a person how a start goes on: a line for each program once it serves, and now and then whom it waits for. */
final class Progress {

    private static final long NANOS_BETWEEN_WORDS = 5_000_000_000L;

    private final PrintWriter out;
    private final Set<String> told = new HashSet<>();
    private final long began = System.nanoTime();
    private long lastWord = began;

    Progress(PrintWriter out) {
        this.out = out;
    }

    synchronized void show(SystemState state) {
        for (ProgramState program : state.programs()) {
            if (program.state() == State.RUNNING && told.add(program.name())) {
                out.printf(
                        Locale.ROOT,
                        "  %-22s ready after %4.1f s, port %d%n",
                        program.name(),
                        program.seconds(),
                        program.port());
                spoke();
            }
        }
        if (state.phase() == SystemState.Phase.STARTING && System.nanoTime() - lastWord > NANOS_BETWEEN_WORDS) {
            List<String> awaited = state.programs().stream()
                    .filter(program -> program.state() == State.STARTING)
                    .map(ProgramState::name)
                    .toList();
            if (!awaited.isEmpty()) {
                out.printf(Locale.ROOT, "  ... %d s, waiting for %s%n", seconds(), String.join(", ", awaited));
            }
            spoke();
        }
    }

    private void spoke() {
        out.flush();
        lastWord = System.nanoTime();
    }

    long seconds() {
        return (System.nanoTime() - began) / 1_000_000_000L;
    }
}
