package io.vigie.launcher.cli;

import io.vigie.launcher.installation.Installation;
import io.vigie.launcher.installation.InstallationLock;
import io.vigie.launcher.supervision.Leftovers;
import io.vigie.launcher.supervision.Signals;
import io.vigie.launcher.supervision.SystemState;
import io.vigie.launcher.supervision.SystemStateFile;
import java.time.Duration;
import java.util.Optional;

/** Brings a system down, whether somebody watches over it or not. */
final class Stopping {

    /** The supervisor gives each stage its own grace; this is for all of them. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Stopping() {}

    /** Returns whether anything had to be stopped, when nothing runs any more. */
    static boolean stop(Installation installation) {
        Optional<SystemState> state = new SystemStateFile(installation).read();
        boolean watched = InstallationLock.isHeld(installation);
        if (watched) {
            state.flatMap(known -> known.supervisor().find())
                    .ifPresent(supervisor -> Signals.end(supervisor, "TERM", PATIENCE));
        }
        // Read again: a supervisor that had to be killed may have started something in between.
        int leftovers =
                new SystemStateFile(installation).read().map(Leftovers::end).orElse(0);
        return watched || leftovers > 0;
    }
}
