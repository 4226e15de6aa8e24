package io.vigie.report.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.ProjectionLag;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Metric;
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

    private final List<AbstractMessageListenerContainer<?, ?>> containers = new CopyOnWriteArrayList<>();
    private final Map<Partition, Long> atAssignment = new ConcurrentHashMap<>();
    private final Map<Partition, Long> inHand = new ConcurrentHashMap<>();

    ConsumerLag(MeterRegistry meters) {
        Gauge.builder("vigie.projection.lag", this, ConsumerLag::total)
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
    public long of(Partition partition) {
        Long distance = atAssignment.get(partition);
        if (distance == null) {
            return 0;
        }
        Long unfetched = unfetched(partition);
        return inHand.getOrDefault(partition, 0L) + (unfetched == null ? distance : unfetched);
    }

    @Override
    public long total() {
        return atAssignment.keySet().stream().mapToLong(this::of).sum();
    }

    private @Nullable Long unfetched(Partition partition) {
        for (AbstractMessageListenerContainer<?, ?> container : containers) {
            for (Map<MetricName, ? extends Metric> metrics : container.metrics().values()) {
                for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
                    if (isLagOf(metric.getKey(), partition)
                            && metric.getValue().metricValue() instanceof Double value
                            && !value.isNaN()) {
                        return value.longValue();
                    }
                }
            }
        }
        return null;
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
