package io.vigie.launcher.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. Where we are root, it runs in a user namespace in which we are nobody in particular; its files remain
 * ours outside.
 */
final class OrdinaryUser {

    private OrdinaryUser() {}

    /** The command line as an ordinary user runs it. @throws IOException with a sentence when root has no way to be one */
    static List<String> as(List<String> command) throws IOException, InterruptedException {
        if (!isRoot()) {
            return command;
        }
        List<String> prefix = List.of("unshare", "-U");
        if (!works(prefix)) {
            throw new IOException(
                    "PostgreSQL does not run as root, and this system lets root be nobody else (\"unshare -U\" is refused)."
                            + " Run ./vigie as an ordinary user");
        }
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static boolean works(List<String> prefix) throws InterruptedException {
        List<String> trial = new ArrayList<>(prefix);
        trial.add("true");
        try {
            Process process = new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
