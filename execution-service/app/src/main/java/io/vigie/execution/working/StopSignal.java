package io.vigie.execution.working;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends the waits of one thread, and nothing else that it does: an interrupt that came while the thread speaks to the broker would
 * cut a report in two. Asked by any thread; waited on by one.
 */
final class StopSignal {

    /** Something that waits, and gives up when interrupted. */
    @FunctionalInterface
    interface Wait<T extends @Nullable Object> {
        T run() throws InterruptedException;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private boolean stopped;
    private @Nullable Thread waiting;

    /** Ends the wait that is on, and every later one. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            if (waiting != null) {
                waiting.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** @throws InterruptedException when stopped before or during the wait; the thread's interrupt flag is clear afterwards */
    <T extends @Nullable Object> T during(Wait<T> wait) throws InterruptedException {
        lock.lock();
        try {
            if (stopped) {
                throw new InterruptedException();
            }
            waiting = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        try {
            return wait.run();
        } finally {
            lock.lock();
            try {
                waiting = null;
                Thread.interrupted();
            } finally {
                lock.unlock();
            }
        }
    }
}
