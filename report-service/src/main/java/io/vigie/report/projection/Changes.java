package io.vigie.report.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * Lets a request wait for what the projection has not folded yet, woken by the commit that brings it. Safe for any thread; meant for virtual ones,
 * which cost nothing while they wait.
 */
@Component
public class Changes {

    /** How long a change that another instance folded can stay unnoticed: commits wake the waiters of their own instance only. */
    private static final Duration SECOND_LOOK = Duration.ofMillis(250);

    private final Map<UUID, Set<Semaphore>> waiting = new ConcurrentHashMap<>();

    /**
     * Reads until something is found, at once and after each change of the run.
     *
     * @return what was found, or nothing when the patience ended
     */
    public <T> Optional<T> await(UUID run, Duration patience, Supplier<Optional<T>> read) {
        long deadline = System.nanoTime() + patience.toNanos();
        Semaphore bell = new Semaphore(0);
        waiting.compute(run, (key, bells) -> {
            Set<Semaphore> all = bells == null ? ConcurrentHashMap.newKeySet() : bells;
            all.add(bell);
            return all;
        });
        try {
            while (true) {
                Optional<T> found = read.get();
                long left = deadline - System.nanoTime();
                if (found.isPresent() || left <= 0) {
                    return found;
                }
                boolean rung = bell.tryAcquire(Math.min(left, SECOND_LOOK.toNanos()), TimeUnit.NANOSECONDS);
                if (rung) {
                    bell.drainPermits();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiting.computeIfPresent(run, (key, bells) -> {
                bells.remove(bell);
                return bells.isEmpty() ? null : bells;
            });
        }
    }

    void announce(Collection<UUID> runs) {
        if (waiting.isEmpty()) {
            return;
        }
        for (UUID run : runs) {
            Set<Semaphore> bells = waiting.get(run);
            if (bells != null) {
                bells.forEach(Semaphore::release);
            }
        }
    }
}
