package io.vigie.execution.intake;

import io.vigie.contracts.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Asks the broker every second whether it is there: while it is not, workers cannot report, and their silence means nothing. Asks how much
 * waits in the workers' queue only while somebody wants to know.
 */
final class BrokerWatch implements Surroundings, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BrokerWatch.class);

    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int PATIENCE_MILLIS = 2_000;

    private final String bootstrap;
    private final String workerGroup;
    private final Clock clock;
    private volatile @Nullable Instant seenEmpty;
    private volatile Instant listeningSince = Instant.MAX;
    private volatile boolean queueWanted;
    private volatile @Nullable ScheduledExecutorService rounds;

    BrokerWatch(String bootstrap, String workerGroup, Clock clock) {
        this.bootstrap = bootstrap;
        this.workerGroup = workerGroup;
        this.clock = clock;
    }

    @Override
    public Instant listeningSince() {
        return listeningSince;
    }

    @Override
    public @Nullable Instant queueSeenEmpty() {
        queueWanted = true;
        return seenEmpty;
    }

    @Override
    public synchronized void start() {
        if (rounds != null) {
            return;
        }
        Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS,
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                500,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "coordinator-broker-watch"));
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("broker-watch").factory());
        started.scheduleWithFixedDelay(() -> round(admin), 0, ROUND.toMillis(), TimeUnit.MILLISECONDS);
        rounds = started;
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = rounds;
        if (running != null) {
            running.shutdownNow();
            rounds = null;
        }
    }

    @Override
    public boolean isRunning() {
        return rounds != null;
    }

    private void round(Admin admin) {
        try {
            admin.describeCluster().nodes().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            if (listeningSince.equals(Instant.MAX)) {
                listeningSince = clock.instant();
            }
            if (queueWanted) {
                queueWanted = false;
                lookAtQueue(admin);
            }
        } catch (ExecutionException | TimeoutException away) {
            if (!listeningSince.equals(Instant.MAX)) {
                log.warn("Kafka does not answer; until it does, nobody's silence counts.");
            }
            listeningSince = Instant.MAX;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            admin.close(Duration.ZERO);
        } catch (RuntimeException unexpected) {
            log.warn("Expected to ask Kafka how it is, but could not.", unexpected);
        }
    }

    private void lookAtQueue(Admin admin) throws InterruptedException {
        Instant asked = clock.instant();
        try {
            List<@Nullable SharePartitionOffsetInfo> queue = new ArrayList<>();
            admin.listShareGroupOffsets(Map.of(workerGroup, new ListShareGroupOffsetsSpec()))
                    .partitionsToOffsetInfo(workerGroup)
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .forEach((partition, offset) -> {
                        if (partition.topic().equals(Topics.TEST_TASKS.name())) {
                            queue.add(offset);
                        }
                    });
            // A group that nobody joined yet has nothing to say of the queue.
            boolean empty = !queue.isEmpty()
                    && queue.stream()
                            .allMatch(offset -> offset != null && offset.lag().orElse(1L) == 0L);
            if (empty) {
                seenEmpty = asked;
            }
        } catch (ExecutionException | TimeoutException unknown) {
            log.debug("Expected to learn how much waits in the workers' queue, but could not.", unknown);
        }
    }
}
