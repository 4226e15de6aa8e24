package io.vigie.gateway.stream.intake;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** One thread that follows topics, with one consumer at a time, from its start until it is stopped; then it may be started again. */
abstract class Tail implements SmartLifecycle {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final String name;
    private volatile @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> polling;

    Tail(String name) {
        this.name = name;
    }

    /** Follows on the tail's thread, and returns soon after it is {@link #stopped()}. */
    abstract void run();

    @Override
    public final void start() {
        Thread starting = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
        thread = starting;
        starting.start();
    }

    @Override
    public final void stop() {
        Thread stopping = thread;
        thread = null;
        if (stopping == null) {
            return;
        }
        KafkaConsumer<String, byte[]> consumer = polling;
        if (consumer != null) {
            consumer.wakeup();
        }
        LockSupport.unpark(stopping);
        try {
            if (!stopping.join(PATIENCE)) {
                stopping.interrupt();
                stopping.join(PATIENCE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final boolean isRunning() {
        return thread != null;
    }

    final boolean stopped() {
        return thread != Thread.currentThread();
    }

    /** @param consumer that polls now, and is to be woken when the tail is stopped; none when it is closed */
    final void polls(@Nullable KafkaConsumer<String, byte[]> consumer) {
        polling = consumer;
    }

    /** Waits, but not for longer than until the tail is stopped. */
    static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}
