package io.vigie.report.intake;

import io.vigie.report.projection.FoldedPositions;
import io.vigie.report.projection.Position;
import io.vigie.report.projection.Position.Partition;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.stream.binder.kafka.KafkaBindingRebalanceListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Starts each partition behind the position that is stored with the rows, whatever the group's own offsets say: the rows are what counts. Called on
 * consumer threads.
 */
@Component
class Assignments implements KafkaBindingRebalanceListener, ReadinessCheck, DisposableBean {

    /** The functions that must have their partitions before this service is ready. */
    private static final Set<String> BINDINGS = Set.of("campaignEvents-in-0", "runEvents-in-0", "testLogs-in-0");

    private static final Logger log = LoggerFactory.getLogger(Assignments.class);
    private static final long RETRY_MILLIS = 500;

    private final ProjectionSchemas schemas;
    private final FoldedPositions positions;
    private final ConsumerLag lag;
    private final Set<String> assigned = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);

    Assignments(ProjectionSchemas schemas, FoldedPositions positions, ConsumerLag lag) {
        this.schemas = schemas;
        this.positions = positions;
        this.lag = lag;
    }

    @Override
    public void onPartitionsAssigned(
            String binding, Consumer<?, ?> consumer, Collection<TopicPartition> partitions, boolean initial) {
        Map<Partition, Position> folded = stored();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            Position last = folded.get(new Partition(partition.topic(), partition.partition()));
            long end = ends.getOrDefault(partition, 0L);
            long beginning = beginnings.getOrDefault(partition, 0L);
            long next = Math.max(beginning, last == null ? 0 : last.offset() + 1);
            if (next > end) {
                log.error(
                        "Expected {} to go on after offset {}, but it ends at {}: its records are not those that were folded."
                                + " Rebuild the reports.",
                        partition,
                        next - 1,
                        end);
            }
            consumer.seek(partition, next);
            lag.assigned(partition, end - next);
        }
        log.info("{} reads {} partitions.", binding, consumer.assignment().size());
        assigned.add(binding);
    }

    @Override
    public void onPartitionsRevokedAfterCommit(
            String binding, Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        lag.revoked(partitions);
    }

    /** Waits for the database when it is away: without its positions nothing can be folded anyway. */
    private Map<Partition, Position> stored() {
        while (true) {
            try {
                return schemas.read(positions::all);
            } catch (DataAccessException | TransactionException away) {
                log.warn("Expected to read the stored positions, but the database does not answer. Trying again.");
                pause(away);
            }
        }
    }

    private void pause(RuntimeException cause) {
        try {
            if (stopping.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                throw cause;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    @Override
    public void destroy() {
        stopping.countDown();
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Readiness check() {
        return assigned.containsAll(BINDINGS)
                ? Readiness.when(lag.kafkaAnswers(), "no heartbeat of the broker")
                : Readiness.notReady("waiting for partitions to read");
    }
}
