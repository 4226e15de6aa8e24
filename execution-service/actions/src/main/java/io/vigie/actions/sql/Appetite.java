package io.vigie.actions.sql;

import com.sun.management.ThreadMXBean;
import io.vigie.action.ActionBrokenException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * Watches what a database in memory does to the memory of its worker. A step may ask for as much as it likes, since what a query asks
 * for is mostly let go at once: counting rows asks for a gigabyte a second and keeps nothing. It is ended when two things come together:
 * it has asked for {@value #HARMLESS_BYTES} bytes or more, and the worker runs short, that is, what lives long in the heap fills three
 * quarters of its room even after garbage was collected. So no other step's garbage ends it, and none that asks for little is ever ended.
 *
 * <p>For the thread that waits for the step.
 */
final class Appetite {

    /** What a step may keep without a question, in bytes. */
    static final long HARMLESS_BYTES = 64L * 1024 * 1024;

    private static final double SHORT = 0.75;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Where collectors put what lives long; they support a threshold on no other part of the heap. */
    private static final List<MemoryPoolMXBean> LONG_LIVED = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    private long asked;
    private long harmless = HARMLESS_BYTES;

    /** Whether the step that runs on a platform thread has to be ended now. */
    boolean isTooMuch(Thread thread) {
        asked = Math.max(asked, THREADS.getThreadAllocatedBytes(thread.threadId()));
        if (asked < harmless || !isShort()) {
            return false;
        }
        System.gc();
        // When that helped, it was garbage; the question comes up again when the step has asked for as much once more.
        harmless = asked + HARMLESS_BYTES;
        return isShort();
    }

    private static boolean isShort() {
        for (MemoryPoolMXBean pool : LONG_LIVED) {
            MemoryUsage usage = pool.getUsage();
            if (usage.getMax() > 0 && usage.getUsed() > SHORT * usage.getMax()) {
                return true;
            }
        }
        return false;
    }

    /** Why the step was ended. */
    ActionBrokenException refusal() {
        return new ActionBrokenException(
                "Expected the worker to have memory for the database in memory, but it ran short after the step had asked for "
                        + asked / (1024 * 1024) + " MB; the step was stopped there.");
    }
}
