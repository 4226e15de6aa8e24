package io.vigie.slots;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Sees that nobody goes on living in a slot whose owner has gone. A small process beside the owner's own: when the owner says so, or dies in
 * whatever way, it ends every process that has the slot's mark in its environment, however far it has detached itself. On machines
 * without {@code /proc} it finds none.
 */
public final class Guard implements AutoCloseable {

    /** The variable that marks the processes of a slot. */
    public static final String MARK = "VIGIE_RUN";

    /**
     * Reads one word. With it, processes get SIGTERM and two seconds; without it the owner is dead and its ports are free for others, so
     * they are killed at once. Killing is repeated, since a process may have started another one meanwhile.
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP QUIT
            marked() { grep -lzsxF "VIGIE_RUN=$1" /proc/[0-9]*/environ 2>/dev/null | sed 's|/proc/||; s|/environ||'; }
            word=; read -r word
            if [ "$word" = end ]; then
                pids=$(marked "$1"); [ -n "$pids" ] || exit 0
                kill -TERM $pids 2>/dev/null
                n=0; while [ $n -lt 20 ]; do sleep 0.1; [ -n "$(marked "$1")" ] || exit 0; n=$((n + 1)); done
            fi
            n=0; while [ $n -lt 20 ]; do
                pids=$(marked "$1"); [ -n "$pids" ] || exit 0
                kill -KILL $pids 2>/dev/null; sleep 0.1; n=$((n + 1))
            done
            """;

    private static final long PATIENCE_SECONDS = 30;

    private final Process process;

    private Guard(Process process) {
        this.process = process;
    }

    /** Begins to watch over the processes with the mark. */
    public static Guard over(String mark) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", SCRIPT, "vigie-guard", mark)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().remove(MARK);
        return new Guard(builder.start());
    }

    /** Ends all that has the mark, and returns when nothing of it is left. */
    @Override
    public void close() throws IOException {
        try (OutputStream words = process.getOutputStream()) {
            words.write("end\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            // Then somebody has killed it; what it would have ended is looked for again by whoever finds the directory.
        }
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("Expected the slot's processes to end, but some are still there.");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IOException("Expected to see the slot's processes end, but there is no time for it.", hurried);
        }
    }
}
