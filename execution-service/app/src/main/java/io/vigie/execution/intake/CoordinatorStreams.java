package io.vigie.execution.intake;

import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops the topology with the service. A stream thread that dies is replaced, each time after a longer pause while it keeps
 * dying; meanwhile the service says that it is not ready.
 */
final class CoordinatorStreams implements SmartLifecycle, ReadinessCheck {

    private static final Logger log = LoggerFactory.getLogger(CoordinatorStreams.class);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** A thread that lived so long died of something new. */
    private static final Duration HEALTHY_LIFE = Duration.ofMinutes(2);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

    private final Topology topology;
    private final Properties settings;
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicLong lastDeath = new AtomicLong();
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable KafkaStreams streams;

    CoordinatorStreams(Topology topology, Properties settings) {
        this.topology = topology;
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        if (streams != null) {
            return;
        }
        stopping = new CountDownLatch(1);
        KafkaStreams started = new KafkaStreams(topology, settings);
        started.setUncaughtExceptionHandler(this::replace);
        started.setStateListener((now, before) -> log.info("The coordinator is {}, after {}.", now, before));
        started.start();
        streams = started;
    }

    @Override
    public synchronized void stop() {
        KafkaStreams running = streams;
        if (running == null) {
            return;
        }
        stopping.countDown();
        if (!running.close(CLOSE_PATIENCE)) {
            log.warn("Expected the coordinator to stop within {}, but it did not.", CLOSE_PATIENCE);
        }
        streams = null;
    }

    @Override
    public boolean isRunning() {
        return streams != null;
    }

    /** After everything that it needs, before the web server: health is asked of a coordinator that exists. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE - 4096;
    }

    @Override
    public String name() {
        return "coordinator";
    }

    @Override
    public Readiness check() {
        KafkaStreams asked = streams;
        KafkaStreams.State state = asked == null ? KafkaStreams.State.NOT_RUNNING : asked.state();
        return Readiness.when(
                state == KafkaStreams.State.RUNNING, "it is " + state.name().toLowerCase(java.util.Locale.ROOT));
    }

    private StreamThreadExceptionResponse replace(Throwable cause) {
        long now = System.nanoTime();
        if (now - lastDeath.getAndSet(now) > HEALTHY_LIFE.toNanos()) {
            deaths.set(0);
        }
        int death = deaths.incrementAndGet();
        long pause = Math.min(LONGEST_PAUSE.toMillis(), SHORTEST_PAUSE.toMillis() << Math.min(death - 1, 10));
        log.error("A thread of the coordinator died; it is replaced in {} ms.", pause, cause);
        try {
            if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
