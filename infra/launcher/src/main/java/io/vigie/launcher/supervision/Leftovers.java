package io.vigie.launcher.supervision;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Programs that outlived their supervisor. Only those that the state file names by number and birth are touched. */
public final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(15);

    private Leftovers() {}

    /** Ends what is left of the system, the last started first, and returns how many programs were. */
    public static int end(SystemState state) {
        List<ProgramState> living = state.programs().reversed().stream()
                .filter(program -> find(program).isPresent())
                .toList();
        for (ProgramState program : living) {
            // PostgreSQL waits for its clients when it is asked with TERM; all others treat both alike.
            String signal = program.name().equals("postgres") ? "INT" : "TERM";
            find(program).ifPresent(process -> Signals.end(process, signal, GRACE));
        }
        return living.size();
    }

    /** The process of a program, when it lives. */
    public static Optional<ProcessHandle> find(ProgramState program) {
        ProcessIdentity identity = program.identity();
        return identity == null ? Optional.empty() : identity.find();
    }
}
