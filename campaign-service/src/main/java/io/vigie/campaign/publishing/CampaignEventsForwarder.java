package io.vigie.campaign.publishing;

import io.vigie.campaign.Fact;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.publishing.DecisionChain.Decision;
import io.vigie.campaign.webhooks.WebhookKeys;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.campaign.CampaignEvent;
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
 * with the same CloudEvent ids, and its decisions byte for byte, with the places that {@link DecisionChain} gave them. A definition is acknowledged
 * before the first decision that may refer to it is sent. One thread.
 */
@Component
@ProcessingGroup(CampaignEventsForwarder.NAME)
class CampaignEventsForwarder {

    /** The name of the processor, and of its position in the store. For ever. */
    static final String NAME = "campaign-events-to-kafka";

    static final String SOURCE = "/vigie/campaign-service";

    private static final String SENDING = CampaignEventsForwarder.class.getName() + ".sending";

    private final ContractMessages messages;
    private final Differences differences;
    private final DecisionChain chain;
    private final Producer<String, byte[]> producer;

    CampaignEventsForwarder(
            EnvironmentHistory environments,
            FilesHistory files,
            WebhookKeys webhookKeys,
            Differences differences,
            DecisionChain chain,
            Producer<String, byte[]> producer) {
        this.messages = new ContractMessages(environments, files, webhookKeys::wrapped);
        this.differences = differences;
        this.chain = chain;
        this.producer = producer;
    }

    @EventHandler
    void on(Fact fact, DomainEventMessage<?> event, UnitOfWork<?> batch) {
        Sending sending = batch.root().getOrComputeResource(SENDING, key -> {
            Sending fresh = new Sending();
            batch.root().onPrepareCommit(unit -> fresh.finish());
            return fresh;
        });
        for (ContractMessages.Keyed keyed : messages.of(fact, differences.since(fact, event))) {
            switch (keyed.message()) {
                case CampaignEvent decision ->
                    sending.decisions.add(new Decision(keyed.key(), envelope(event, "", decision)));
                case Definition definition ->
                    sending.send(KafkaMessages.record(keyed.key(), envelope(event, ".definition", definition)));
                default ->
                    throw new IllegalStateException("Expected a decision or a definition, but found \""
                            + keyed.message().getClass().getName() + "\".");
            }
        }
    }

    /** The event's own id; its definition has one that differs, since ids are unique within a source. */
    private static <M extends Message> Envelope<M> envelope(DomainEventMessage<?> event, String suffix, M message) {
        return Envelope.of(
                        event.getIdentifier() + suffix,
                        SOURCE,
                        event.getTimestamp(),
                        event.getAggregateIdentifier(),
                        message)
                .correlatedWith(text(event, Asker.CORRELATION_ID))
                .causedBy(text(event, Asker.CAUSATION_ID))
                .by(text(event, Asker.ACTOR))
                .tracedBy(text(event, Asker.TRACE_PARENT));
    }

    private static @Nullable String text(EventMessage<?> event, String key) {
        return event.getMetaData().get(key) instanceof String value ? value : null;
    }

    /**
     * The records of one batch. Definitions are sent as they come; decisions are held back until they have their places and all definitions are
     * acknowledged: the broker is waited for twice a batch, not once a definition.
     */
    private final class Sending {

        private final List<Future<RecordMetadata>> definitions = new ArrayList<>();
        private final List<Decision> decisions = new ArrayList<>();

        void send(ProducerRecord<String, byte[]> definition) {
            definitions.add(producer.send(definition));
        }

        void finish() {
            List<ProducerRecord<String, byte[]>> records = chain.link(decisions);
            await(definitions);
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            await(sent);
            chain.acknowledged(decisions);
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
