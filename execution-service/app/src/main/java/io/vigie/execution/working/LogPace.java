package io.vigie.execution.working;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When waiting lines are sent: {@link #SOON} after the first of them when the log was quiet, so that a single line is seen at
 * once; at most every {@link #STEADY} while it flows, so that a talkative test costs few messages. One thread serves all logs of
 * a worker. Safe for use by many threads.
 */
final class LogPace implements AutoCloseable {

    static final Duration SOON = Duration.ofMillis(1);
    static final Duration STEADY = Duration.ofMillis(25);

    private final ScheduledThreadPoolExecutor timer;

    LogPace() {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("vigie-log-pace").factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    Ticket ticket(Runnable flush) {
        return new Ticket(flush);
    }

    /** Runs something once, after a while, unless the worker has ended by then. */
    @Nullable
    ScheduledFuture<?> later(Duration delay, Runnable what) {
        try {
            return timer.schedule(what, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            return null;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One log's place in the queue; used under that log's lock, but for the flush itself. */
    final class Ticket {

        private final Runnable flush;
        private long lastFlush = System.nanoTime() - STEADY.toNanos();
        private @Nullable ScheduledFuture<?> next;

        private Ticket(Runnable flush) {
            this.flush = flush;
        }

        void lineIsWaiting() {
            if (timer.isShutdown() || (next != null && !next.isDone())) {
                return;
            }
            long now = System.nanoTime();
            long sinceLast = now - lastFlush;
            long delay = Math.max(SOON.toNanos(), STEADY.toNanos() - sinceLast);
            lastFlush = now + delay;
            next = later(Duration.ofNanos(delay), flush);
        }

        void cancel() {
            if (next != null) {
                next.cancel(false);
            }
        }
    }
}
