package io.vigie.report.intake;

import io.vigie.contracts.Topics;
import io.vigie.report.projection.FoldedPositions;
import io.vigie.report.projection.LogKeeping;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.Projection;
import io.vigie.report.projection.ProjectionSchema;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.Rebuild;
import io.vigie.report.projection.RemovedRows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Reads all three topics from their first record into a new generation of rows, while the old one serves and goes on. When it is nearly there, the
 * folding into the old one pauses for the last records, and the new one takes over. A failure at any point leaves the old one as it is.
 */
@Component
class Rebuilder implements Rebuild, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Rebuilder.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FOR_AS_LONG_AS_IT_TAKES = Duration.ofDays(365);
    /** How long the folding may pause for the last records: after that the old rows go on, and the rebuild has failed. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** How long those who still read the old rows are left in peace. */
    private static final long OLD_ROWS_STAY_SECONDS = 10;

    private final KafkaSettings kafka;
    private final ProjectionSchemas schemas;
    private final FoldedPositions positions;
    private final Projection projection;
    private final LogKeeping keeping;
    private final RemovedRows removed;
    private final Clock clock;
    private volatile @Nullable Progress progress;
    private volatile boolean stopping;

    Rebuilder(
            KafkaSettings kafka,
            ProjectionSchemas schemas,
            FoldedPositions positions,
            Projection projection,
            LogKeeping keeping,
            RemovedRows removed,
            Clock clock) {
        this.kafka = kafka;
        this.schemas = schemas;
        this.positions = positions;
        this.projection = projection;
        this.keeping = keeping;
        this.removed = removed;
        this.clock = clock;
    }

    @Override
    public @Nullable Progress progress() {
        return progress;
    }

    @Override
    public synchronized Progress start() {
        Progress now = progress;
        if (now != null && now.state() == State.RUNNING) {
            return now;
        }
        Progress begun = Progress.begun(schemas.serving().generation() + 1, clock.instant());
        progress = begun;
        Thread.ofPlatform().name("rebuild").daemon().start(this::run);
        return begun;
    }

    @Override
    public void destroy() {
        stopping = true;
    }

    private void run() {
        try {
            if (!schemas.alone(this::rebuild)) {
                ended(State.FAILED, "Another instance is rebuilding the reports already.");
            }
        } catch (RuntimeException failed) {
            log.error("Expected to rebuild the reports, but it failed; the rows that served before go on.", failed);
            ended(
                    State.FAILED,
                    "The rebuild failed; the reports are those of before. The service's log has the reason.");
        }
    }

    private void rebuild() {
        ProjectionSchema old = schemas.serving();
        ProjectionSchema next = schemas.createNext();
        Folding folding = new Folding(
                batch -> projection.fold(batch, next),
                (record, cause) -> log.info("Left out {} again: {}", FactReader.position(record), cause));
        try (KafkaConsumer<String, byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            foldUpTo(consumer.endOffsets(partitions), FOR_AS_LONG_AS_IT_TAKES, consumer, folding);
            if (consumer.beginningOffsets(logsOf(partitions)).values().stream().anyMatch(first -> first > 0)) {
                keeping.carryOver(old, next);
            }
            removed.heedAllIn(next);
            schemas.takeOver(next, () -> foldUpTo(servedUpTo(old), LONGEST_PAUSE, consumer, folding));
        }
        ended(State.DONE, null);
        CompletableFuture.delayedExecutor(OLD_ROWS_STAY_SECONDS, TimeUnit.SECONDS)
                .execute(this::dropOldRows);
    }

    /** Also at the start, for what a rebuild left that did not live to its end. */
    @EventListener(ApplicationReadyEvent.class)
    void dropOldRows() {
        try {
            schemas.alone(() -> schemas.dropAllBut(schemas.serving()));
        } catch (RuntimeException failed) {
            log.warn("Expected to drop rows that serve no more, but failed; the next start or rebuild does.", failed);
        }
    }

    /** Folds until each of these partitions is read up to its offset, exclusive. */
    private void foldUpTo(
            Map<TopicPartition, Long> ends,
            Duration patience,
            KafkaConsumer<String, byte[]> consumer,
            Folding folding) {
        Instant deadline = clock.instant().plus(patience);
        while (true) {
            long remaining = ends.entrySet().stream()
                    .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                    .sum();
            counted(0, remaining);
            if (remaining == 0) {
                return;
            }
            if (clock.instant().isAfter(deadline)) {
                throw new IllegalStateException(
                        "Expected to read the last records within %s, but %d are left.".formatted(patience, remaining));
            }
            if (stopping) {
                throw new IllegalStateException("Expected to rebuild to the end, but the service stops.");
            }
            ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                List<ConsumerRecord<String, byte[]>> all = new ArrayList<>(records.count());
                records.forEach(all::add);
                folding.fold(all);
                counted(all.size(), Math.max(0, remaining - all.size()));
            }
        }
    }

    private Map<TopicPartition, Long> servedUpTo(ProjectionSchema old) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<Partition, Position> served = schemas.readFrom(old, positions::all);
        served.forEach((partition, position) ->
                ends.put(new TopicPartition(partition.topic(), partition.number()), position.offset() + 1));
        return ends;
    }

    private KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        1_000,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        8 * 1024 * 1024,
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "report-service-rebuild"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topics.Topic topic : List.of(Topics.CAMPAIGN_EVENTS, Topics.RUN_EVENTS, Topics.TEST_LOGS)) {
            consumer.partitionsFor(topic.name())
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        return partitions;
    }

    private static List<TopicPartition> logsOf(List<TopicPartition> partitions) {
        return partitions.stream()
                .filter(partition -> partition.topic().equals(Topics.TEST_LOGS.name()))
                .toList();
    }

    private void counted(int more, long remaining) {
        Progress now = progress;
        if (now != null) {
            progress = now.after(more, remaining, clock.instant());
        }
    }

    private void ended(State state, @Nullable String error) {
        Progress now = progress;
        if (now != null) {
            Progress end = now.ended(state, error, clock.instant());
            progress = end;
            if (state == State.DONE) {
                log.info("The reports are rebuilt from {} records, {} a second.", end.folded(), end.perSecond());
            }
        }
    }
}
