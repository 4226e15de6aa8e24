package io.vigie.execution.working;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that runs on a virtual thread of its own, so that it cannot hold the slot when it does not end: when its time is over, or
 * the slice is stopped, it is interrupted, and when it does not listen it is left behind.
 */
final class TimedCall {

    private static final Logger log = LoggerFactory.getLogger(TimedCall.class);

    /** How long what is interrupted may take to give up. */
    static final Duration FAREWELL = Duration.ofSeconds(1);

    private final String name;
    private final StopSignal stop;
    private final Runnable leftBehind;

    /** @param name of what is called, in the worker's own log @param leftBehind told when it does not listen */
    TimedCall(String name, StopSignal stop, Runnable leftBehind) {
        this.name = name;
        this.stop = stop;
        this.leftBehind = leftBehind;
    }

    /** How a call ended. */
    sealed interface End<T extends @Nullable Object> {}

    record Returned<T extends @Nullable Object>(T result) implements End<T> {}

    record Threw<T extends @Nullable Object>(Throwable thrown) implements End<T> {}

    record Late<T extends @Nullable Object>() implements End<T> {}

    /** @throws InterruptedException when the slice is stopped meanwhile; what was called has been interrupted too */
    <T extends @Nullable Object> End<T> run(Callable<T> what, Duration limit) throws InterruptedException {
        FutureTask<T> call = new FutureTask<>(what);
        Thread thread = Thread.ofVirtual().name("vigie-action").start(call);
        try {
            return stop.during(() -> end(call, limit));
        } finally {
            if (!call.isDone()) {
                interrupt(call, thread);
            }
        }
    }

    private static <T extends @Nullable Object> End<T> end(FutureTask<T> call, Duration limit)
            throws InterruptedException {
        try {
            return new Returned<>(call.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException late) {
            return new Late<>();
        } catch (ExecutionException thrown) {
            return new Threw<>(thrown.getCause() == null ? thrown : thrown.getCause());
        }
    }

    private void interrupt(FutureTask<?> call, Thread thread) {
        call.cancel(true);
        try {
            if (!thread.join(FAREWELL)) {
                leftBehind.run();
                log.warn("Expected {} to give up when interrupted, but it goes on; its thread is left behind.", name);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
