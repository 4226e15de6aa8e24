package io.vigie.launcher.supervision;

import io.vigie.launcher.supervision.ProgramState.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one program running, on a thread of its own, from the first start until it is told to let it end. Whatever fails meanwhile, a full
 * disk among it, counts as a death of the program: the next start may find things well again.
 */
final class Keeper implements Runnable {

    private static final Duration LOOK_WHILE_STARTING = Duration.ofMillis(100);
    private static final Duration LOOK_WHILE_RUNNING = Duration.ofSeconds(2);

    /** A program that never served and died so often will not serve the next time either. */
    private static final int DEATHS_BEFORE_GIVING_UP = 3;

    /** No start is waited for longer than this, however often it was too slow. */
    private static final Duration LONGEST_START = Duration.ofMinutes(30);

    /** Looks at a serving program that fail before it is called unhealthy: one slow answer is no illness. */
    private static final int FAILED_LOOKS = 3;

    private final Program program;
    private final Announcer announcer;
    private final Runnable changed;
    private final CompletableFuture<Void> served = new CompletableFuture<>();
    private final Backoff backoff = new Backoff();

    private volatile boolean ending;
    private boolean ended;
    private Duration patience;
    private volatile @Nullable Process process;
    private volatile ProgramState state;

    Keeper(Program program, Announcer announcer, Runnable changed) {
        this.program = program;
        this.announcer = announcer;
        this.changed = changed;
        this.patience = program.startsWithin();
        this.state = new ProgramState(program.name(), null, program.port(), State.WAITING, 0, 0);
    }

    /** Completes when the program serves for the first time; fails with a sentence when it will not. */
    CompletableFuture<Void> served() {
        return served;
    }

    ProgramState state() {
        return state;
    }

    Program program() {
        return program;
    }

    @Override
    public void run() {
        try {
            int restarts = 0;
            while (!ending) {
                long born = System.nanoTime();
                String end = oneLifeWhateverHappens(restarts);
                if (ending) {
                    break;
                }
                restarts++;
                if (!served.isDone() && restarts >= DEATHS_BEFORE_GIVING_UP) {
                    become(State.STOPPED, null, restarts, born);
                    served.completeExceptionally(new IllegalStateException("%s %s.".formatted(program.name(), end)));
                    return;
                }
                Duration wait = backoff.after(Duration.ofNanos(System.nanoTime() - born));
                become(State.RESTARTING, null, restarts, born);
                announcer.say("%s %s; starting it again in %s s"
                        .formatted(program.name(), end, "%.1f".formatted(wait.toMillis() / 1000.0)));
                Thread.sleep(wait);
            }
        } catch (InterruptedException toldToEnd) {
            Thread.currentThread().interrupt();
        } finally {
            if (!served.isDone()) {
                served.completeExceptionally(
                        new IllegalStateException("%s was told to end before it served.".formatted(program.name())));
            }
        }
    }

    private String oneLifeWhateverHappens(int restarts) throws InterruptedException {
        try {
            return oneLife(restarts);
        } catch (RuntimeException unforeseen) {
            Process left = process;
            if (left != null && left.isAlive()) {
                Signals.end(left.toHandle(), program.stopSignal(), program.grace());
            }
            return "could not be kept: " + unforeseen.getMessage();
        }
    }

    /** One start and what follows, until the death, which it describes. */
    private String oneLife(int restarts) throws InterruptedException {
        long born = System.nanoTime();
        become(State.STARTING, null, restarts, born);
        Process started;
        try {
            started = start(program.prepare());
        } catch (IOException refused) {
            return "could not be started: " + refused.getMessage();
        }
        ProcessIdentity identity = ProcessIdentity.of(started.toHandle());
        become(State.STARTING, identity, restarts, born);
        while (!program.serves()) {
            if (started.waitFor(LOOK_WHILE_STARTING.toMillis(), TimeUnit.MILLISECONDS)) {
                return describeEnd(started);
            }
            if (System.nanoTime() - born > patience.toNanos()) {
                Signals.end(started.toHandle(), program.stopSignal(), program.grace());
                String end = "did not serve within %d s".formatted(patience.toSeconds());
                Duration twice = patience.multipliedBy(2);
                patience = twice.compareTo(LONGEST_START) < 0 ? twice : LONGEST_START;
                return end;
            }
        }
        try {
            program.onServing();
        } catch (IOException refused) {
            Signals.end(started.toHandle(), program.stopSignal(), program.grace());
            return "was ended: " + refused.getMessage();
        }
        become(State.RUNNING, identity, restarts, born);
        boolean isTheFirstTime = served.complete(null);
        if (!isTheFirstTime) {
            announcer.say("%s is back after %.1f s".formatted(program.name(), state.seconds()));
        }
        watch(started, identity, restarts, born);
        return describeEnd(started);
    }

    private void watch(Process started, ProcessIdentity identity, int restarts, long born) throws InterruptedException {
        double startedIn = state.seconds();
        int failedLooks = 0;
        while (!started.waitFor(LOOK_WHILE_RUNNING.toMillis(), TimeUnit.MILLISECONDS)) {
            failedLooks = program.serves() ? 0 : failedLooks + 1;
            State now = failedLooks >= FAILED_LOOKS ? State.UNHEALTHY : State.RUNNING;
            if (failedLooks == 0 || failedLooks >= FAILED_LOOKS) {
                if (now != state.state() && !ending) {
                    enter(new ProgramState(program.name(), identity, program.port(), now, restarts, startedIn));
                    announcer.say(
                            now == State.UNHEALTHY
                                    ? "%s lives but does not serve".formatted(program.name())
                                    : "%s serves again".formatted(program.name()));
                }
            }
        }
    }

    private Process start(Program.Start start) throws IOException {
        List<String> command = new ArrayList<>(Sessions.OWN_SESSION);
        command.addAll(start.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(start.directory().toFile())
                // Straight into the file: a child that outlives its supervisor still has somewhere to write.
                .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        Map<String, String> environment = builder.environment();
        start.environment().forEach((name, value) -> {
            if (value.isEmpty()) {
                environment.remove(name);
            } else {
                environment.put(name, value);
            }
        });
        synchronized (this) {
            if (ending) {
                throw new IOException("the system is going down");
            }
            Process started = builder.start();
            process = started;
            return started;
        }
    }

    private void become(State now, @Nullable ProcessIdentity identity, int restarts, long born) {
        enter(new ProgramState(
                program.name(),
                identity,
                program.port(),
                now,
                restarts,
                (System.nanoTime() - born) / 1_000_000 / 1000.0));
    }

    /** Nothing follows the end: the thread that looks may be slower to see it than the one that made it. */
    private void enter(ProgramState next) {
        synchronized (this) {
            if (ended) {
                return;
            }
            state = next;
            ended = ending && next.state() == State.STOPPED;
        }
        try {
            changed.run();
        } catch (RuntimeException untold) {
            announcer.say("%s is %s, but that could not be written down: %s"
                    .formatted(program.name(), next.state().word(), untold.getMessage()));
        }
    }

    private static String describeEnd(Process ended) {
        int code = ended.exitValue();
        return code > 128 && code < 160
                ? "was killed by signal %d".formatted(code - 128)
                : String.format(Locale.ROOT, "ended with code %d", code);
    }

    /** Ends the program for good; returns when it is gone. */
    void end() {
        Process running;
        synchronized (this) {
            ending = true;
            running = process;
        }
        if (running != null && running.isAlive()) {
            if (!Signals.end(running.toHandle(), program.stopSignal(), program.grace())) {
                announcer.say("%s did not end by itself within %d s and was killed"
                        .formatted(program.name(), program.grace().toSeconds()));
            }
        }
        enter(new ProgramState(program.name(), null, program.port(), State.STOPPED, state.restarts(), 0));
    }
}
