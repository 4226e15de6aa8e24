package io.vigie.launcher.supervision;

import io.vigie.launcher.supervision.SystemState.Phase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs stage by stage, keeps them running, and stops them in the opposite order. Each program has a thread; the methods here may be
 * called from any.
 */
public final class Supervisor {

    private final List<List<Keeper>> stages;
    private final String url;
    private final Consumer<SystemState> onChange;
    private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

    private Phase phase = Phase.STARTING;
    private @Nullable String failure;

    /**
     * @param stages the programs; those of a stage start together, once all of the stage before serve
     * @param url where people find the system
     * @param onChange told each new state, one at a time
     */
    public Supervisor(List<List<Program>> stages, String url, Announcer announcer, Consumer<SystemState> onChange) {
        this.stages = stages.stream()
                .map(stage -> stage.stream()
                        .map(program -> new Keeper(program, announcer, this::changed))
                        .toList())
                .toList();
        this.url = url;
        this.onChange = onChange;
    }

    /** Starts everything and returns when all of it serves. @throws IllegalStateException with a sentence when a program will not */
    public void start() {
        changed();
        for (List<Keeper> stage : stages) {
            for (Keeper keeper : stage) {
                Thread.ofPlatform()
                        .name("keeper-" + keeper.program().name())
                        .daemon()
                        .start(keeper);
            }
            CompletableFuture<?>[] served = stage.stream().map(Keeper::served).toArray(CompletableFuture[]::new);
            try {
                failFast(served).join();
            } catch (CompletionException refused) {
                Throwable cause = refused.getCause();
                throw new IllegalStateException(cause == null ? refused.getMessage() : cause.getMessage(), refused);
            }
        }
    }

    /** Waits for all, but not a moment longer than for the first that fails. */
    private static CompletableFuture<Void> failFast(CompletableFuture<?>[] parts) {
        CompletableFuture<Void> all = CompletableFuture.allOf(parts);
        for (CompletableFuture<?> part : parts) {
            part.whenComplete((nothing, failed) -> {
                if (failed != null) {
                    all.completeExceptionally(failed);
                }
            });
        }
        return all;
    }

    /** Declares the system up; from now on a dead program is started again for ever. */
    public void declareUp() {
        enter(Phase.UP, null);
    }

    /** Declares that the system does not come up, and why. */
    public void declareFailed(String sentence) {
        enter(Phase.FAILED, sentence);
    }

    /** Stops everything, the last stage first and within a stage all at once; returns when nothing is left. */
    public void stop() {
        if (state().phase() != Phase.FAILED) {
            enter(Phase.STOPPING, null);
        }
        for (List<Keeper> stage : stages.reversed()) {
            List<Thread> enders = stage.stream()
                    .map(keeper -> Thread.ofVirtual().start(keeper::end))
                    .toList();
            for (Thread ender : enders) {
                join(ender);
            }
        }
        if (state().phase() != Phase.FAILED) {
            enter(Phase.DOWN, null);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** How everything is now. */
    public synchronized SystemState state() {
        return new SystemState(
                self,
                phase,
                url,
                failure,
                stages.stream().flatMap(List::stream).map(Keeper::state).toList());
    }

    private synchronized void enter(Phase next, @Nullable String why) {
        phase = next;
        failure = why;
        onChange.accept(state());
    }

    private synchronized void changed() {
        onChange.accept(state());
    }
}
