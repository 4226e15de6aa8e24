package io.vigie.gateway.stream;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one subscription: bounded in number and in bytes, so that a reader that is too slow costs nobody else anything. Filled by
 * the thread that follows the topics, which never waits here; emptied by the subscription's own thread.
 */
final class Outbox {

    /** How many entries are taken at a time; they no longer count as waiting. */
    static final int HANDFUL = 64;

    private final int maxEntries;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private long bytes;
    private @Nullable Signal signal;

    /** Why the stream cannot simply go on. The last one counts. */
    enum Signal {
        /** More came than fits: entries are missing from here on. */
        OVERFLOWED,
        /** What is kept of the topics was begun anew: the subscription must attach again. */
        DETACHED,
        /** The gateway shuts down. */
        SHUTTING_DOWN,
        /** The client or its connection is gone. */
        CLOSED
    }

    Outbox(int maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    /** Adds an entry. @return false when it does not fit; then nothing more may be offered */
    boolean offer(Entry entry) {
        lock.lock();
        try {
            if (signal != null) {
                return false;
            }
            if (entries.size() >= maxEntries || bytes + entry.size() > maxBytes) {
                signal = Signal.OVERFLOWED;
                changed.signal();
                return false;
            }
            entries.add(entry);
            bytes += entry.size();
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void signal(Signal signal) {
        lock.lock();
        try {
            this.signal = signal;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what waits, up to {@link #HANDFUL} entries; waits for the first. Takes nothing when none came in that time or a signal of the end stands:
     * then look at the signal.
     */
    void take(Collection<Entry> into, long waitMillis) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(waitMillis);
        lock.lockInterruptibly();
        try {
            while (entries.isEmpty() && signal == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (signal == Signal.CLOSED || signal == Signal.SHUTTING_DOWN) {
                return;
            }
            for (int taken = 0; taken < HANDFUL && !entries.isEmpty(); taken++) {
                Entry entry = entries.remove();
                bytes -= entry.size();
                into.add(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The signal that stands, if all entries before it were taken. */
    @Nullable
    Signal signal() {
        lock.lock();
        try {
            return entries.isEmpty() || signal == Signal.CLOSED || signal == Signal.SHUTTING_DOWN ? signal : null;
        } finally {
            lock.unlock();
        }
    }

    /** Makes the outbox as new, for a subscription that attaches again. Leaves a signal of the end where it is. */
    void reopen() {
        lock.lock();
        try {
            entries.clear();
            bytes = 0;
            if (signal != Signal.CLOSED && signal != Signal.SHUTTING_DOWN) {
                signal = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
