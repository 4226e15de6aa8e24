package io.vigie.gateway.stream.intake;

import io.vigie.contracts.RunId;
import io.vigie.gateway.stream.Entry;
import io.vigie.gateway.stream.Entry.Source;
import io.vigie.gateway.stream.LiveRuns.Reach;
import io.vigie.gateway.stream.RunHistory;
import io.vigie.gateway.stream.RunIds;
import io.vigie.gateway.stream.RunOrder;
import io.vigie.gateway.stream.RunOrder.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Reads the past of runs out of their partitions, with a bounded number of consumers at a time. */
final class KafkaRunHistory implements RunHistory, AutoCloseable {

    /** How far a worker's or broker's clock may be from the one that made the run's id. */
    private static final Duration CLOCKS_APART = Duration.ofSeconds(60);

    private static final int POLL_WAIT_MILLIS = 50;
    private static final int MOST_WAITING = 1_000;

    private final PastConsumers consumers;
    private final RecordReading reading;
    private final LiveTail tail;

    KafkaRunHistory(Consumers consumers, RecordReading reading, LiveTail tail, int readers) {
        this.consumers = new PastConsumers(consumers, readers, POLL_WAIT_MILLIS);
        this.reading = reading;
        this.tail = tail;
    }

    @Override
    public PastReader open(RunId run, Reach from, Reach until, boolean beginning)
            throws HistoryGone, InterruptedException {
        Map<Source, TopicPartition> partitions = partitions(run);
        return borrowing(partitions, loan -> {
            KafkaConsumer<String, byte[]> consumer = loan.consumer();
            Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions.values());
            for (Source source : Source.values()) {
                TopicPartition at = of(partitions, source);
                long first = firsts.getOrDefault(at, 0L);
                long wanted = source == Source.RUN ? from.run() : from.log();
                if (wanted < first && !beginning) {
                    loan.giveBack();
                    throw new HistoryGone("%s begins at %d, after %d.".formatted(at, first, wanted));
                }
                consumer.seek(at, Math.max(wanted, first));
            }
            return new Past(run, loan, partitions, until);
        });
    }

    @Override
    public Reach end(RunId run) throws InterruptedException {
        return offsets(run, consumer -> consumer.endOffsets(consumer.assignment()));
    }

    @Override
    public Reach beginning(RunId run) throws InterruptedException {
        return offsets(run, consumer -> {
            Optional<Instant> launched = RunIds.launchedAt(run);
            if (launched.isEmpty()) {
                return consumer.beginningOffsets(consumer.assignment());
            }
            long since = Math.max(0, launched.get().minus(CLOCKS_APART).toEpochMilli());
            Map<TopicPartition, Long> times = new HashMap<>();
            consumer.assignment().forEach(at -> times.put(at, since));
            Map<TopicPartition, Long> found = new HashMap<>(consumer.endOffsets(consumer.assignment()));
            for (Map.Entry<TopicPartition, OffsetAndTimestamp> first :
                    consumer.offsetsForTimes(times).entrySet()) {
                if (first.getValue() != null) {
                    found.put(first.getKey(), first.getValue().offset());
                }
            }
            return found;
        });
    }

    private Reach offsets(RunId run, Function<KafkaConsumer<String, byte[]>, Map<TopicPartition, Long>> question)
            throws InterruptedException {
        Map<Source, TopicPartition> partitions = partitions(run);
        return borrowing(partitions, loan -> {
            Map<TopicPartition, Long> offsets = question.apply(loan.consumer());
            loan.giveBack();
            return new Reach(
                    offsets.getOrDefault(of(partitions, Source.RUN), 0L),
                    offsets.getOrDefault(of(partitions, Source.LOG), 0L));
        });
    }

    /** What is done with a consumer, which gives it back or takes it along; if Kafka fails, the consumer is closed. */
    private interface Borrowing<T, E extends Exception> {
        T with(PastConsumers.Loan loan) throws E;
    }

    private <T, E extends Exception> T borrowing(Map<Source, TopicPartition> partitions, Borrowing<T, E> use)
            throws E, InterruptedException {
        PastConsumers.Loan loan = null;
        try {
            loan = consumers.borrow(partitions.values());
            return use.with(loan);
        } catch (InterruptException interrupted) {
            end(loan);
            throw interruption(interrupted);
        } catch (KafkaException away) {
            end(loan);
            throw new HistoryAway(away);
        } catch (RuntimeException unexpected) {
            end(loan);
            throw unexpected;
        }
    }

    private static void end(PastConsumers.@Nullable Loan loan) {
        if (loan != null) {
            loan.end();
        }
    }

    /** Closes the consumers that nobody uses. */
    @Override
    public void close() {
        consumers.close();
    }

    private Map<Source, TopicPartition> partitions(RunId run) {
        FollowedTopics topics = tail.topics();
        if (topics == null) {
            throw new HistoryAway(new IllegalStateException("Expected the topics to be known, but they are not yet."));
        }
        Map<Source, TopicPartition> partitions = new EnumMap<>(Source.class);
        for (Source source : Source.values()) {
            partitions.put(source, FollowedTopics.at(source, topics.partition(run)));
        }
        return partitions;
    }

    private static TopicPartition of(Map<Source, TopicPartition> partitions, Source source) {
        TopicPartition at = partitions.get(source);
        if (at == null) {
            throw new IllegalStateException("Expected a partition of " + source + ", but there is none.");
        }
        return at;
    }

    private static InterruptedException interruption(InterruptException interrupted) {
        Thread.interrupted();
        InterruptedException plain = new InterruptedException(interrupted.getMessage());
        plain.initCause(interrupted);
        return plain;
    }

    /** One reader. It weaves by the records' own timestamps, so that nothing waits longer than the reading takes. */
    private final class Past implements PastReader {

        private final RunId run;
        private final PastConsumers.Loan loan;
        private final KafkaConsumer<String, byte[]> consumer;
        private final Map<Source, TopicPartition> partitions;
        private final Reach until;
        private final RunOrder order = new RunOrder();
        private final Map<Source, Long> timestamps = new EnumMap<>(Source.class);
        private boolean failed;
        private boolean closed;

        Past(RunId run, PastConsumers.Loan loan, Map<Source, TopicPartition> partitions, Reach until) {
            this.run = run;
            this.loan = loan;
            this.consumer = loan.consumer();
            this.partitions = partitions;
            this.until = until;
        }

        @Override
        public @Nullable Entry next(long waitMillis) throws InterruptedException {
            long deadline = System.nanoTime() + Duration.ofMillis(waitMillis).toNanos();
            try {
                while (true) {
                    Entry next = order.next(side(Source.RUN), side(Source.LOG));
                    if (next != null) {
                        return next;
                    }
                    if (isDone() || System.nanoTime() - deadline >= 0) {
                        return null;
                    }
                    poll();
                }
            } catch (InterruptException interrupted) {
                failed = true;
                throw interruption(interrupted);
            } catch (KafkaException away) {
                failed = true;
                throw new HistoryAway(away);
            }
        }

        private void poll() {
            for (Source source : Source.values()) {
                List<TopicPartition> at = List.of(of(partitions, source));
                if (isRead(source) || order.waiting(source) > MOST_WAITING) {
                    consumer.pause(at);
                } else {
                    consumer.resume(at);
                }
            }
            long arrival = System.currentTimeMillis();
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(POLL_WAIT_MILLIS * 2L))) {
                Source source = FollowedTopics.source(record.topic());
                timestamps.put(source, record.timestamp());
                if (run.value().equals(record.key()) && record.offset() < end(source)) {
                    Entry entry = reading.read(record, arrival);
                    if (entry != null) {
                        order.offer(entry);
                    }
                }
            }
        }

        private Side side(Source source) {
            return isRead(source) ? Side.CLOSED : Side.behind(timestamps.getOrDefault(source, Long.MIN_VALUE / 2));
        }

        private boolean isRead(Source source) {
            return consumer.position(of(partitions, source)) >= end(source);
        }

        private long end(Source source) {
            return source == Source.RUN ? until.run() : until.log();
        }

        @Override
        public boolean isDone() {
            return order.isEmpty() && isRead(Source.RUN) && isRead(Source.LOG);
        }

        @Override
        public Reach reached() {
            return until;
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            if (failed) {
                loan.end();
            } else {
                loan.giveBack();
            }
        }
    }
}
