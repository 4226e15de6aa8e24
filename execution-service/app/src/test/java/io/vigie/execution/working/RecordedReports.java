package io.vigie.execution.working;

import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.attempt.AttemptEvent.Heartbeat;
import io.vigie.contracts.attempt.AttemptEvent.TestFinished;
import io.vigie.contracts.log.LogEvent.LogLine;
import io.vigie.contracts.log.LogEvent.LogSegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps in memory what a worker says, and lets a test wait for it. */
final class RecordedReports implements Reports {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<AttemptEvent> events = new ArrayList<>();
    private final List<LogSegment> segments = new ArrayList<>();
    private final List<Object> order = new ArrayList<>();
    private volatile Consumer<AttemptEvent> interrupting = event -> {};
    private volatile CompletableFuture<Void> delivery = CompletableFuture.completedFuture(null);

    /** Does that within the report of an event of that type. */
    void at(Class<? extends AttemptEvent> type, Runnable what) {
        interrupting = event -> {
            if (type.isInstance(event)) {
                what.run();
            }
        };
    }

    void deliverWith(CompletableFuture<Void> delivery) {
        this.delivery = delivery;
    }

    @Override
    public CompletableFuture<Void> report(AttemptEvent event, Origin origin) {
        interrupting.accept(event);
        lock.lock();
        try {
            events.add(event);
            order.add(event);
            more.signalAll();
        } finally {
            lock.unlock();
        }
        return delivery;
    }

    @Override
    public CompletableFuture<Void> log(LogSegment segment, Origin origin) {
        lock.lock();
        try {
            segments.add(segment);
            order.add(segment);
            more.signalAll();
        } finally {
            lock.unlock();
        }
        return delivery;
    }

    List<AttemptEvent> events() {
        lock.lock();
        try {
            return events.stream()
                    .filter(event -> !(event instanceof Heartbeat))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    List<Object> order() {
        lock.lock();
        try {
            return List.copyOf(order);
        } finally {
            lock.unlock();
        }
    }

    <E> List<E> all(Class<E> type) {
        return order().stream().filter(type::isInstance).map(type::cast).toList();
    }

    TestFinished verdict() {
        return all(TestFinished.class).getLast();
    }

    List<String> lines() {
        return all(LogSegment.class).stream()
                .flatMap(segment -> segment.lines().stream())
                .map(LogLine::text)
                .toList();
    }

    <E> E await(Class<E> type, Predicate<E> condition) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(20);
        lock.lock();
        try {
            while (left > 0) {
                for (Object said : order) {
                    if (type.isInstance(said) && condition.test(type.cast(said))) {
                        return type.cast(said);
                    }
                }
                left = more.awaitNanos(left);
            }
            throw new AssertionError("Expected a " + type.getSimpleName() + ", but found only " + order);
        } finally {
            lock.unlock();
        }
    }
}
