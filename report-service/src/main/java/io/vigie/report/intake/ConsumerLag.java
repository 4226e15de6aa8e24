package io.vigie.report.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.ProjectionLag;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * What waits to be folded: what is in hand, and what the consumer itself says that it has not fetched yet. Offsets alone would not tell, since the
 * markers of transactions take offsets too. Before the first fetch of a partition the distance at its assignment counts. Thread-safe.
 */
@Component
class ConsumerLag implements ProjectionLag {

    private static final String METRIC = "records-lag";
    private static final String HEARTBEAT = "last-heartbeat-seconds-ago";

    /** A consumer's heartbeat comes every three seconds; after this long without one, what it knows is old. */
    private static final double SILENCE_SECONDS = 10;

    private final List<AbstractMessageListenerContainer<?, ?>> containers = new CopyOnWriteArrayList<>();
    private final Map<Partition, Long> atAssignment = new ConcurrentHashMap<>();
    private final Map<Partition, Long> inHand = new ConcurrentHashMap<>();

    ConsumerLag(MeterRegistry meters) {
        Gauge.builder("vigie.projection.lag", this, lag -> lag.total().orElse(-1))
                .baseUnit("records")
                .register(meters);
    }

    void watch(AbstractMessageListenerContainer<?, ?> container) {
        containers.add(container);
    }

    void assigned(TopicPartition partition, long distance) {
        atAssignment.put(partitionOf(partition), Math.max(0, distance));
    }

    void revoked(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> {
            atAssignment.remove(partitionOf(partition));
            inHand.remove(partitionOf(partition));
        });
    }

    void received(List<ConsumerRecord<String, byte[]>> records) {
        count(records).forEach(inHand::put);
    }

    void folded(List<ConsumerRecord<String, byte[]>> records) {
        count(records).keySet().forEach(partition -> {
            inHand.remove(partition);
            atAssignment.computeIfPresent(partition, (key, distance) -> 0L);
        });
    }

    private static Map<Partition, Long> count(List<ConsumerRecord<String, byte[]>> records) {
        Map<Partition, Long> counts = new ConcurrentHashMap<>();
        records.forEach(record -> counts.merge(new Partition(record.topic(), record.partition()), 1L, Long::sum));
        return counts;
    }

    @Override
    public OptionalLong of(Partition partition) {
        Long distance = atAssignment.get(partition);
        if (distance == null || !kafkaAnswers()) {
            return OptionalLong.empty();
        }
        Long unfetched = unfetched(partition);
        return OptionalLong.of(inHand.getOrDefault(partition, 0L) + (unfetched == null ? distance : unfetched));
    }

    @Override
    public OptionalLong total() {
        if (atAssignment.isEmpty()) {
            return OptionalLong.empty();
        }
        long total = 0;
        for (Partition partition : atAssignment.keySet()) {
            OptionalLong lag = of(partition);
            if (lag.isEmpty()) {
                return lag;
            }
            total += lag.getAsLong();
        }
        return OptionalLong.of(total);
    }

    /** Whether every consumer has heard from the broker of late. */
    boolean kafkaAnswers() {
        return containers.stream()
                .flatMap(container -> container.metrics().values().stream())
                .flatMap(metrics -> metrics.entrySet().stream())
                .filter(metric -> metric.getKey().name().equals(HEARTBEAT))
                .allMatch(metric -> metric.getValue().metricValue() instanceof Double seconds
                        && seconds >= 0
                        && seconds <= SILENCE_SECONDS);
    }

    private @Nullable Long unfetched(Partition partition) {
        return containers.stream()
                .flatMap(container -> container.metrics().values().stream())
                .flatMap(metrics -> metrics.entrySet().stream())
                .filter(metric -> isLagOf(metric.getKey(), partition))
                .map(metric -> metric.getValue().metricValue())
                .filter(value -> value instanceof Double lag && !lag.isNaN())
                .map(value -> ((Double) value).longValue())
                .findFirst()
                .orElse(null);
    }

    private static boolean isLagOf(MetricName name, Partition partition) {
        return name.name().equals(METRIC)
                && Integer.toString(partition.number()).equals(name.tags().get("partition"))
                && plain(partition.topic()).equals(plain(name.tags().getOrDefault("topic", "")));
    }

    /** Kafka's metrics may write a topic's dots as underscores. */
    private static String plain(String topic) {
        return topic.replace('.', '_');
    }

    private static Partition partitionOf(TopicPartition partition) {
        return new Partition(partition.topic(), partition.partition());
    }
}
