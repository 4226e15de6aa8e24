package io.vigie.report.intake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads a topic for as long as it may, and begins again whenever Kafka or the database went away. Started and stopped by one at a time. */
final class TopicReader {

    private static final Logger log = LoggerFactory.getLogger(TopicReader.class);

    private static final long PAUSE_MILLIS = 1_000;
    private static final Duration END = Duration.ofSeconds(5);

    private final String name;
    private final Reading reading;
    private volatile CountDownLatch stopping = new CountDownLatch(1);
    private volatile @Nullable Thread thread;

    /** Connects, reads until {@code reader} is stopping, and disconnects; throws when something is away. */
    interface Reading {
        void read(TopicReader reader);
    }

    TopicReader(String name, Reading reading) {
        this.name = name;
        this.reading = reading;
    }

    void start() {
        if (thread == null) {
            stopping = new CountDownLatch(1);
            thread = Thread.ofPlatform().daemon().name(name).start(this::work);
        }
    }

    void stop() {
        Thread running = thread;
        if (running != null) {
            stopping.countDown();
            try {
                running.join(END);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    boolean isRunning() {
        return thread != null;
    }

    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void work() {
        boolean told = false;
        while (!isStopping()) {
            try {
                reading.read(this);
                told = false;
            } catch (RuntimeException away) {
                if (!told) {
                    log.warn("Expected to read for {}, but {}; trying again.", name, away.toString());
                    told = true;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
