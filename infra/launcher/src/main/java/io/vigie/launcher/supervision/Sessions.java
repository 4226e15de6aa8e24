package io.vigie.launcher.supervision;

import java.io.File;
import java.util.Arrays;
import java.util.List;

/** Starts programs outside the terminal's group of processes, so that a Ctrl-C reaches the supervisor alone and the end has an order. */
public final class Sessions {

    /** What to put before a command line; nothing where the system has no such command. */
    public static final List<String> OWN_SESSION = has("setsid") ? List.of("setsid") : List.of();

    private Sessions() {}

    /** Whether a command is on the PATH. */
    public static boolean has(String command) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator))
                        .anyMatch(folder -> new File(folder, command).canExecute());
    }
}
