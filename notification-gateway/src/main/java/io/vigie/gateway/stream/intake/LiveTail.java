package io.vigie.gateway.stream.intake;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.CampaignRuns;
import io.vigie.gateway.stream.Entry;
import io.vigie.gateway.stream.Entry.Source;
import io.vigie.gateway.stream.LiveRuns;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.RunHistory.HistoryAway;
import io.vigie.gateway.stream.RunOrder;
import io.vigie.gateway.stream.RunOrder.Side;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the end of both topics, all partitions, on one thread: decodes each record once, weaves the topics of each run into one order
 * and hands the entries on. It goes on by itself when Kafka goes away and comes back, and begins anew when the topics
 * were made anew.
 */
final class LiveTail extends Tail {

    private static final Logger log = LoggerFactory.getLogger(LiveTail.class);
    private static final Duration QUIET = Duration.ofMillis(200);
    private static final Duration SOMETHING_WAITS = Duration.ofMillis(10);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
    private static final Duration EPOCH_CHECK = Duration.ofSeconds(2);
    private static final int MOST_ORDERS = 5_000;

    private final Consumers consumers;
    private final RecordReading reading;
    private final LiveRuns live;
    private final CampaignRuns campaigns;
    private final Duration warmUp;
    private final Clock clock;

    private volatile boolean caughtUp;
    private volatile boolean answering;
    private String lastTrouble = "";
    private volatile @Nullable FollowedTopics topics;

    LiveTail(
            Consumers consumers,
            RecordReading reading,
            LiveRuns live,
            CampaignRuns campaigns,
            Duration warmUp,
            Clock clock) {
        super("live-tail");
        this.consumers = consumers;
        this.reading = reading;
        this.live = live;
        this.campaigns = campaigns;
        this.warmUp = warmUp;
        this.clock = clock;
    }

    /** Whether every partition is followed, its end was reached, and Kafka still answers. */
    boolean isFollowing() {
        return caughtUp && answering;
    }

    /** The topics as they are followed, or null as long as they are not. */
    @Nullable
    FollowedTopics topics() {
        return topics;
    }

    @Override
    void run() {
        while (!stopped()) {
            try (Admin admin = consumers.admin()) {
                follow(admin);
            } catch (InterruptedException | InterruptException | WakeupException stopping) {
                Thread.interrupted();
            } catch (HistoryAway | KafkaException | IllegalStateException failed) {
                caughtUp = false;
                String trouble = causeOf(failed);
                if (!trouble.equals(lastTrouble)) {
                    lastTrouble = trouble;
                    log.warn("Expected to follow the topics of runs, but: {}; trying again until it works.", trouble);
                }
                pause(PAUSE_AFTER_FAILURE);
            }
        }
        caughtUp = false;
    }

    private static String causeOf(Throwable failed) {
        Throwable cause = failed;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Follows the topics as they are, until they are others or Kafka fails. */
    private void follow(Admin admin) throws InterruptedException {
        FollowedTopics found = FollowedTopics.of(admin);
        try (KafkaConsumer<String, byte[]> consumer = consumers.consumer("tail", (int) QUIET.toMillis())) {
            polls(consumer);
            consumer.assign(found.all());
            List<Reach> starts = startingPoints(consumer, found);
            Map<TopicPartition, Long> ends = consumer.endOffsets(found.all());
            Weaving weaving = new Weaving(consumer, found);
            live.begin(found.epoch(), found::partition, starts);
            topics = found;
            answering = true;
            lastTrouble = "";
            log.info("Following the runs of epoch {} in {} partitions.", found.epoch(), found.partitions());
            EpochWatch watch = new EpochWatch(admin, found);
            while (!stopped()) {
                weaving.step();
                if (!caughtUp
                        && ends.entrySet().stream()
                                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                    caughtUp = true;
                    log.info("Reached the end of all partitions: live from here on.");
                }
                if (watch.sawOthers()) {
                    caughtUp = false;
                    campaigns.forget();
                    log.warn("The topics of runs were made anew: the history that clients know is gone.");
                    return;
                }
            }
        } catch (OffsetOutOfRangeException gone) {
            caughtUp = false;
            log.warn("The topics of runs no longer hold what comes next here; beginning anew at their end.");
        } finally {
            polls(null);
        }
    }

    /** Asks now and then, beside the following, whether the topics are still the same. A broker that is away says nothing about that. */
    private final class EpochWatch {

        private final Admin admin;
        private final FollowedTopics found;
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile boolean others;
        private long nextAt = clock.millis() + EPOCH_CHECK.toMillis();

        EpochWatch(Admin admin, FollowedTopics found) {
            this.admin = admin;
            this.found = found;
        }

        boolean sawOthers() {
            if (clock.millis() >= nextAt && asking.compareAndSet(false, true)) {
                nextAt = clock.millis() + EPOCH_CHECK.toMillis();
                Thread.ofVirtual().name("epoch-watch").start(this::ask);
            }
            return others;
        }

        private void ask() {
            try {
                others = !FollowedTopics.of(admin).equals(found);
                answering = true;
            } catch (HistoryAway | KafkaException | IllegalStateException away) {
                answering = false;
                log.debug("Expected to hear of the topics of runs, but: {}", causeOf(away));
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            } finally {
                asking.set(false);
            }
        }
    }

    private List<Reach> startingPoints(KafkaConsumer<String, byte[]> consumer, FollowedTopics found) {
        long since = clock.millis() - warmUp.toMillis();
        Map<TopicPartition, OffsetAndTimestamp> lately = consumer.offsetsForTimes(
                found.all().stream().collect(Collectors.toMap(Function.identity(), partition -> since)));
        Map<TopicPartition, Long> ends = consumer.endOffsets(found.all());
        List<Reach> starts = new ArrayList<>();
        for (int partition = 0; partition < found.partitions(); partition++) {
            starts.add(new Reach(
                    start(FollowedTopics.at(Source.RUN, partition), lately, ends),
                    start(FollowedTopics.at(Source.LOG, partition), lately, ends)));
        }
        for (int partition = 0; partition < starts.size(); partition++) {
            consumer.seek(
                    FollowedTopics.at(Source.RUN, partition),
                    starts.get(partition).run());
            consumer.seek(
                    FollowedTopics.at(Source.LOG, partition),
                    starts.get(partition).log());
        }
        return starts;
    }

    private static long start(
            TopicPartition at, Map<TopicPartition, OffsetAndTimestamp> lately, Map<TopicPartition, Long> ends) {
        OffsetAndTimestamp found = lately.get(at);
        return found == null ? ends.getOrDefault(at, 0L) : found.offset();
    }

    /** Polls, and weaves what comes. */
    private final class Weaving {

        private final KafkaConsumer<String, byte[]> consumer;
        private final FollowedTopics found;
        private final List<Map<RunId, RunOrder>> orders = new ArrayList<>();
        private final List<Set<RunId>> waiting = new ArrayList<>();
        private final Map<TopicPartition, Long> timestamps = new HashMap<>();

        Weaving(KafkaConsumer<String, byte[]> consumer, FollowedTopics found) {
            this.consumer = consumer;
            this.found = found;
            for (int partition = 0; partition < found.partitions(); partition++) {
                orders.add(new LinkedHashMap<>(16, 0.75f, true));
                waiting.add(new HashSet<>());
            }
        }

        void step() {
            boolean anyWaits = waiting.stream().anyMatch(runs -> !runs.isEmpty());
            ConsumerRecords<String, byte[]> records = consumer.poll(anyWaits ? SOMETHING_WAITS : QUIET);
            Instant arrival = clock.instant();
            long now = arrival.toEpochMilli();
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, arrival);
            for (ConsumerRecord<String, byte[]> record : records) {
                RecordRead.tell(record, micros);
                timestamps.put(new TopicPartition(record.topic(), record.partition()), record.timestamp());
                Entry entry = reading.read(record, now);
                if (entry != null) {
                    orders.get(record.partition())
                            .computeIfAbsent(entry.run(), run -> new RunOrder())
                            .offer(entry);
                    waiting.get(record.partition()).add(entry.run());
                }
            }
            for (int partition = 0; partition < found.partitions(); partition++) {
                pass(partition, now);
            }
        }

        private void pass(int partition, long now) {
            TopicPartition runs = FollowedTopics.at(Source.RUN, partition);
            TopicPartition logs = FollowedTopics.at(Source.LOG, partition);
            live.advance(partition, new Reach(consumer.position(runs), consumer.position(logs)));
            if (waiting.get(partition).isEmpty()) {
                return;
            }
            Side runSide = side(runs, now);
            Side logSide = side(logs, now);
            Map<RunId, RunOrder> known = orders.get(partition);
            waiting.get(partition).removeIf(run -> {
                RunOrder order = known.get(run);
                if (order == null) {
                    return true;
                }
                boolean ended = false;
                for (Entry next = order.next(runSide, logSide); next != null; next = order.next(runSide, logSide)) {
                    live.append(partition, next);
                    campaigns.heard(next);
                    ended |= next.isTheLast();
                }
                if (ended && order.isEmpty()) {
                    known.remove(run);
                }
                return order.isEmpty();
            });
            if (known.size() > MOST_ORDERS) {
                known.entrySet()
                        .removeIf(entry ->
                                known.size() > MOST_ORDERS && entry.getValue().isEmpty());
            }
        }

        private Side side(TopicPartition at, long now) {
            return consumer.currentLag(at).orElse(1) == 0
                    ? Side.caughtUp(now)
                    : Side.behind(timestamps.getOrDefault(at, Long.MIN_VALUE), now);
        }
    }
}
