package io.vigie.execution.intake;

import io.vigie.contracts.Message;
import io.vigie.contracts.Topics;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.execution.publishing.AttemptForwarder;
import io.vigie.execution.working.DefinitionStore;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of {@code vigie.definitions.v1} into a {@link DefinitionStore} at each start, and goes on reading. What cannot be read is
 * logged; it goes to the dead letters when it came while this worker was reading along, and not again at each start.
 */
public final class DefinitionsIntake implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DefinitionsIntake.class);

    private static final String NAME = "vigie-workers-definitions";

    private final DefinitionStore store;
    private final AttemptForwarder forwarder;
    private final WholeTopic topic;

    public DefinitionsIntake(String bootstrapServers, DefinitionStore store, AttemptForwarder forwarder) {
        this.store = store;
        this.forwarder = forwarder;
        this.topic = new WholeTopic(bootstrapServers, Topics.DEFINITIONS, NAME, new WholeTopic.Taker() {
            @Override
            public void take(ConsumerRecord<String, byte[]> record) {
                DefinitionsIntake.this.take(record);
            }

            @Override
            public void caughtUp() {
                log.info("{} definitions are at hand.", store.size());
            }
        });
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
        if (record.value() == null) {
            if (record.key() != null) {
                store.put(record.key(), null);
            }
            return;
        }
        try {
            Message message = KafkaMessages.read(record).message();
            if (!(message instanceof Definition definition)) {
                throw new UnreadableMessage(
                        "Expected a definition, but found " + message.getClass().getSimpleName() + ".");
            }
            store.put(definition.key(), record.value());
        } catch (UnreadableMessage unreadable) {
            log.warn(
                    "Expected a definition at {}/{}, but {}",
                    record.partition(),
                    record.offset(),
                    unreadable.getMessage());
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
