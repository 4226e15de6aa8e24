package io.vigie.launcher;

import io.vigie.launcher.cli.VigieCommand;

/** The main class behind {@code ./vigie}. */
public final class Vigie {

    private Vigie() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] arguments) {
        System.exit(VigieCommand.execute(arguments));
    }
}
