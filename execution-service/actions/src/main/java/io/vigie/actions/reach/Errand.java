package io.vigie.actions.reach;

import io.vigie.action.ActionBrokenException;
import java.io.InterruptedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Blocking work that ends when its time runs out or when whoever waits for it is interrupted, even though the library that does it
 * hears neither. It runs on a virtual thread of its own; to end it, what it has opened is closed and the thread is interrupted.
 */
public final class Errand {

    private static final Duration GRACE = Duration.ofMillis(50);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean isStopped;

    private Errand() {}

    /** What is to be done. */
    @FunctionalInterface
    public interface Work<T> {
        T carryOut(Errand errand) throws Exception;
    }

    /**
     * Does the work and waits for it, for at most {@code limit}.
     *
     * @param intent what is attempted, as it follows "Expected to": {@code download "a.txt" from "files.example.com"}
     * @param facts the end of the sentence for a failure, when there is one to tell; other failures are thrown as they are
     * @throws ActionBrokenException when the work fails or does not end in time; one that the work throws comes through unchanged
     * @throws InterruptedException when the waiting thread was interrupted; the work is being ended then
     */
    public static <T> T run(String intent, Duration limit, Function<Throwable, Optional<String>> facts, Work<T> work)
            throws InterruptedException {
        Errand errand = new Errand();
        FutureTask<T> task = new FutureTask<>(() -> work.carryOut(errand));
        Thread thread = Thread.ofVirtual().name("vigie-errand").start(task);
        boolean isDone = false;
        try {
            T result = task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            isDone = true;
            return result;
        } catch (TimeoutException tooLate) {
            throw new ActionBrokenException(
                    "Expected to " + intent + " within " + seconds(limit) + " s, but the time ran out.");
        } catch (ExecutionException failed) {
            isDone = true;
            throw explained(intent, facts, failed);
        } finally {
            if (!isDone) {
                errand.stop();
                thread.interrupt();
                join(thread);
            }
        }
    }

    /**
     * Keeps something to be closed when the work has to end early. Closing must not wait: a plain socket, not the TLS around it.
     *
     * @throws InterruptedIOException when it has to end already; the thing is closed then
     */
    public <C extends AutoCloseable> C closing(C resource) throws InterruptedIOException {
        synchronized (open) {
            if (!isStopped) {
                open.push(resource);
                return resource;
            }
        }
        closeQuietly(resource);
        throw new InterruptedIOException("the errand has ended");
    }

    private void stop() {
        Deque<AutoCloseable> toClose;
        synchronized (open) {
            isStopped = true;
            toClose = new ArrayDeque<>(open);
        }
        toClose.forEach(Errand::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception closedAlready) {
            // It is being given up, so nothing depends on how it ends.
        }
    }

    private static void join(Thread thread) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            thread.join(GRACE);
        } catch (InterruptedException again) {
            wasInterrupted = true;
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RuntimeException explained(
            String intent, Function<Throwable, Optional<String>> facts, ExecutionException failed) {
        for (@Nullable Throwable t = failed.getCause(); t != null; t = t.getCause()) {
            if (t instanceof ActionBrokenException broken) {
                return broken;
            }
        }
        for (@Nullable Throwable t = failed.getCause(); t != null; t = t.getCause()) {
            Optional<String> fact = facts.apply(t);
            if (fact.isPresent()) {
                return new ActionBrokenException("Expected to " + intent + ", but " + fact.get() + ".", failed);
            }
        }
        return new IllegalStateException("Expected to " + intent + ", but it failed.", failed);
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }
}
