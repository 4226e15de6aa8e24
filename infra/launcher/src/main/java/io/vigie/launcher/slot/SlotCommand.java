package io.vigie.launcher.slot;

import io.vigie.slots.LoneSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/**
 * One command in one slot, with the terminal's own streams. Signals that this process gets are the command's: they are passed on, and this
 * process goes on until the command has ended.
 */
public final class SlotCommand {

    /** How long a command may take to end that was told to; then it is killed. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** Build servers tell their jobs which part is theirs; that goes before what a slot alone would say. */
    private static final Set<String> OF_BUILD_SERVERS = Set.of("CI_NODE_INDEX", "CI_NODE_TOTAL");

    /** What the caller's {@code LC_ALL} was, when {@code ./vigie} had to choose another one for itself. */
    private static final String CALLERS_LOCALE = "VIGIE_CALLERS_LC_ALL";

    private static final String RUNNERS = "PYTEST_WORKERS";

    private SlotCommand() {}

    /**
     * Runs the command to its end. The signals INT, TERM and HUP are this method's from then on.
     *
     * @return its exit code; 128 and the signal's number when one ended it
     * @throws IOException when there is no such program
     */
    public static int run(LoneSlot slot, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(variables(slot.environment(), builder.environment()));
        String locale = builder.environment().remove(CALLERS_LOCALE);
        if (locale != null) {
            builder.environment().put("LC_ALL", locale);
        }
        CompletableFuture<Process> begun = new CompletableFuture<>();
        try (ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("vigie-grace").factory())) {
            // Before the command begins: a signal that comes in between would end this process and leave the command
            // behind.
            for (String signal : List.of("INT", "TERM", "HUP")) {
                Signal.handle(new Signal(signal), got -> begun.thenAccept(process -> passOn(signal, process, later)));
            }
            Process process = builder.start();
            begun.complete(process);
            int code = process.waitFor();
            later.shutdownNow();
            return code;
        }
    }

    private static void passOn(String signal, Process process, ScheduledExecutorService later) {
        if (!signal.equals("INT") || !isTheTerminals()) {
            send(process, signal);
        }
        // Somebody at a keyboard may mean no more than the line that is being typed.
        if (!signal.equals("INT")) {
            later.schedule(process::destroyForcibly, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** What the command sees besides what the terminal has: the slot, and how many workers pytest may have when nobody says. */
    static Map<String, String> variables(Map<String, String> slot, Map<String, String> terminal) {
        Map<String, String> variables = new HashMap<>(slot);
        OF_BUILD_SERVERS.stream()
                .filter(name -> terminal.containsKey("CI_NODE_INDEX") && terminal.containsKey("CI_NODE_TOTAL"))
                .forEach(variables::remove);
        if (!terminal.containsKey(RUNNERS)) {
            variables.put(RUNNERS, "auto");
        }
        return variables;
    }

    /**
     * Whether Ctrl-C at a terminal reaches the command by itself, since both are in the terminal's foreground: passing it on would be a second
     * one, which many programs take for impatience.
     */
    private static boolean isTheTerminals() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            // After the name, which may hold anything: state, parent, group, session, terminal, the terminal's
            // foreground group.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return !fields[4].equals("0") && fields[5].equals(fields[2]);
        } catch (IOException elsewhere) {
            return System.console() != null && System.console().isTerminal();
        }
    }

    private static void send(Process process, String signal) {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException noSuchCommand) {
            process.destroy();
        }
    }
}
