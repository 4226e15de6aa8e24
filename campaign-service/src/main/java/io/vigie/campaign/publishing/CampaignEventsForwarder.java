package io.vigie.campaign.publishing;

import io.vigie.campaign.Fact;
import io.vigie.campaign.asking.Asker;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.definition.Definition;
import io.vigie.contracts.wire.KafkaMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Forwards each event of the store to Kafka, in the order of the store. The store is the outbox: nothing else of this service tells what was
 * decided.
 *
 * <p>At least once: a batch's position is stored only when the broker has acknowledged every record of it; a batch that failed is sent again,
 * with the same CloudEvent ids. A definition is acknowledged before the first record that may refer to it is sent. One thread.
 */
@Component
@ProcessingGroup(CampaignEventsForwarder.NAME)
class CampaignEventsForwarder {

    /** The name of the processor, and of its position in the store. For ever. */
    static final String NAME = "campaign-events-to-kafka";

    static final String SOURCE = "/vigie/campaign-service";

    private static final String SENDING = CampaignEventsForwarder.class.getName() + ".sending";

    private final ContractMessages messages;
    private final Producer<String, byte[]> producer;

    CampaignEventsForwarder(EnvironmentHistory environments, FilesHistory files, Producer<String, byte[]> producer) {
        this.messages = new ContractMessages(environments, files);
        this.producer = producer;
    }

    @EventHandler
    void on(Fact fact, EventMessage<?> event, UnitOfWork<?> batch) {
        Sending sending = batch.root().getOrComputeResource(SENDING, key -> {
            Sending fresh = new Sending(producer);
            batch.root().onPrepareCommit(unit -> fresh.finish());
            return fresh;
        });
        for (ContractMessages.Keyed keyed : messages.of(fact)) {
            boolean definition = keyed.message() instanceof Definition;
            sending.add(
                    KafkaMessages.record(keyed.key(), envelope(keyed, event, definition ? ".definition" : "")),
                    definition);
        }
    }

    /** The event's own id; its definition has one that differs, since ids are unique within a source. */
    private static Envelope<?> envelope(ContractMessages.Keyed keyed, EventMessage<?> event, String suffix) {
        String subject = event instanceof DomainEventMessage<?> domain ? domain.getAggregateIdentifier() : keyed.key();
        return Envelope.of(event.getIdentifier() + suffix, SOURCE, event.getTimestamp(), subject, keyed.message())
                .correlatedWith(text(event, Asker.CORRELATION_ID))
                .causedBy(text(event, Asker.CAUSATION_ID))
                .by(text(event, Asker.ACTOR))
                .tracedBy(text(event, Asker.TRACE_PARENT));
    }

    private static @Nullable String text(EventMessage<?> event, String key) {
        return event.getMetaData().get(key) instanceof String value ? value : null;
    }

    /**
     * The records of one batch. Definitions are sent as they come, and what comes after one is held back until all of them are acknowledged: the
     * broker is waited for twice a batch, not once a definition.
     */
    private static final class Sending {

        private final Producer<String, byte[]> producer;
        private final List<Future<RecordMetadata>> definitions = new ArrayList<>();
        private final List<ProducerRecord<String, byte[]>> heldBack = new ArrayList<>();
        private final List<Future<RecordMetadata>> events = new ArrayList<>();

        Sending(Producer<String, byte[]> producer) {
            this.producer = producer;
        }

        void add(ProducerRecord<String, byte[]> record, boolean definition) {
            if (definition) {
                definitions.add(producer.send(record));
            } else if (definitions.isEmpty()) {
                events.add(producer.send(record));
            } else {
                heldBack.add(record);
            }
        }

        void finish() {
            await(definitions);
            heldBack.forEach(record -> events.add(producer.send(record)));
            await(events);
        }

        private static void await(List<Future<RecordMetadata>> acknowledgements) {
            try {
                for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                    acknowledgement.get();
                }
            } catch (ExecutionException refused) {
                throw new IllegalStateException(
                        "Expected the broker to acknowledge, but it did not: " + refused.getCause(),
                        refused.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Expected to wait for the broker, but was interrupted.", interrupted);
            }
        }
    }
}
