package io.vigie.actions.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The machine's small programs that confine others, started with an environment that nobody else wrote.
 *
 * @param hasSetpriv whether there is {@code setpriv} of util-linux, which drops rights and ties a child's life to its parent's
 * @param hasPrlimit whether there is {@code prlimit} of util-linux
 * @param hasSetsid whether there is {@code setsid} of util-linux
 * @param hasDefaultSignals whether {@code env} can undo that a shell's background programs ignore Ctrl-C
 */
record Tools(boolean hasSetpriv, boolean hasPrlimit, boolean hasSetsid, boolean hasDefaultSignals) {

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * The kernel ends a child when the <em>thread</em> that started it ends. This one never does, so that a child ends with the worker and
     * not before.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("program-starter").factory());

    static Tools ofThisMachine() {
        return new Tools(
                works(List.of("setpriv", "--pdeathsig", "KILL", "--", "true")),
                works(List.of("prlimit", "--core=0", "true")),
                works(List.of("setsid", "true")),
                works(List.of("env", "--default-signal=INT,QUIT", "true")));
    }

    /** Dies with the worker, where the machine can do that. */
    List<String> tied() {
        return hasSetpriv ? List.of("setpriv", "--pdeathsig", "KILL", "--") : List.of();
    }

    /** A session and process group of its own, with the signals as a program expects them. */
    List<String> apart() {
        List<String> words = new ArrayList<>();
        if (hasSetsid) {
            words.add("setsid");
        }
        if (hasDefaultSignals) {
            words.addAll(List.of("env", "--default-signal=INT,QUIT"));
        }
        return words;
    }

    /** The limits that the kernel holds for each process. */
    List<String> limited(Cell cell, long processes) {
        if (!hasPrlimit) {
            return List.of();
        }
        List<String> words = new ArrayList<>(
                List.of("prlimit", "--core=0", "--fsize=" + cell.limits().diskBytes()));
        if (processes > 0) {
            words.add("--nproc=" + processes);
        }
        if (cell.memory() == Program.Memory.ADDRESS_SPACE) {
            words.add("--as=" + cell.limits().memoryBytes());
        }
        return words;
    }

    static Process start(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", PATH);
        CompletableFuture<Process> started = new CompletableFuture<>();
        STARTER.execute(() -> {
            try {
                started.complete(builder.start());
            } catch (IOException | RuntimeException failed) {
                started.completeExceptionally(failed);
            }
        });
        try {
            return started.get();
        } catch (InterruptedException asked) {
            started.thenAccept(Process::destroyForcibly);
            throw asked;
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        }
    }

    /**
     * Starts a shell that waits for the worker's end, in whatever way it comes, and then does what is left to do. Whoever ends before
     * ends the shell.
     */
    Process guard(String farewell) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(apart());
        // Nothing is ever written: the pipe closes when the worker is gone.
        words.addAll(List.of("/bin/sh", "-c", "read -r nothing\n" + farewell));
        return start(words);
    }

    static boolean works(List<String> command) {
        return answer(command).isPresent();
    }

    /** What a quick command writes; empty when it fails or hangs. */
    static Optional<String> answer(List<String> command) {
        try {
            Process process = start(command);
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.empty();
            }
            return process.exitValue() == 0
                    ? Optional.of(new String(process.getInputStream().readAllBytes()).strip())
                    : Optional.empty();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
