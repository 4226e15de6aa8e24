package io.vigie.execution.intake;

import io.vigie.contracts.Topics;
import io.vigie.contracts.task.TaskMessage.Order;
import io.vigie.contracts.task.TaskMessage.RunHalted;
import io.vigie.contracts.task.TaskMessage.RunStopped;
import io.vigie.contracts.task.TaskMessage.SliceRevoked;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.Worker;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of {@code vigie.worker-orders.v1} at each start, so that a worker knows which runs are over before it takes a slice, and
 * goes on reading: an order ends what the worker is running of that run. An order that is read twice changes nothing. What cannot be
 * read is logged; it goes to the dead letters when it came while this worker was reading along.
 */
public final class OrdersIntake implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OrdersIntake.class);

    private static final String NAME = "vigie-workers-orders";

    private final Worker worker;
    private final AttemptForwarder forwarder;
    private final WholeTopic topic;

    public OrdersIntake(String bootstrapServers, Worker worker, AttemptForwarder forwarder) {
        this.worker = worker;
        this.forwarder = forwarder;
        this.topic = new WholeTopic(bootstrapServers, Topics.WORKER_ORDERS, NAME, this::take);
    }

    public void start() {
        topic.start();
    }

    /** Whether everything that stood on the topic at the start has been read. */
    public boolean isCaughtUp() {
        return topic.isCaughtUp();
    }

    /** Waits for {@link #isCaughtUp}. @return whether it came to that in time */
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return topic.awaitCaughtUp(patience);
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            if (!(KafkaMessages.read(record).message() instanceof Order order)) {
                throw new UnreadableMessage("Expected an order that workers know, but found another message.");
            }
            switch (order) {
                case RunStopped stopped -> worker.stopRun(stopped.runId(), stopped.reason());
                case RunHalted halted -> worker.haltRun(halted.runId());
                case SliceRevoked revoked -> worker.revoke(revoked.runId(), revoked.slice(), revoked.workerId());
            }
        } catch (UnreadableMessage unreadable) {
            log.warn(
                    "Expected an order at {}/{}, but {}", record.partition(), record.offset(), unreadable.getMessage());
            if (isCaughtUp()) {
                forwarder.deadLetter(record, NAME, String.valueOf(unreadable.getMessage()));
            }
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
