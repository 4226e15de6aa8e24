package io.vigie.execution.intake;

import io.vigie.contracts.Topics;
import io.vigie.contracts.task.TaskMessage.SliceExtended;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.Worker;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a worker what is added to the slices that it holds, from {@code vigie.slice-extensions.v1} and from its start on: what was said before
 * is of slices that it does not hold. One that is missed or comes late costs nothing but a round trip, since the slice's return tells.
 * What cannot be read goes to the dead letters.
 */
public final class ExtensionsIntake implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ExtensionsIntake.class);

    private static final String NAME = "vigie-workers-extensions";

    private final Worker worker;
    private final AttemptForwarder forwarder;
    private final WholeTopic topic;

    public ExtensionsIntake(String bootstrapServers, Worker worker, AttemptForwarder forwarder) {
        this.worker = worker;
        this.forwarder = forwarder;
        this.topic = WholeTopic.fromNowOn(bootstrapServers, Topics.SLICE_EXTENSIONS, NAME, this::take);
    }

    public void start() {
        topic.start();
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        try {
            if (!(KafkaMessages.read(record).message() instanceof SliceExtended extension)) {
                throw new UnreadableMessage("Expected more tests for a slice, but found another message.");
            }
            worker.extend(extension);
        } catch (UnreadableMessage unreadable) {
            log.warn(
                    "Expected an extension at {}/{}, but {}",
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
            forwarder.deadLetter(record, NAME, String.valueOf(unreadable.getMessage()));
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
