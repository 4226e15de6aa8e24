package io.vigie.report.intake;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.launch.CommandMessage.ExpireReport;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.retention.ExpiryRequests;
import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Sends each removal that a policy wants to those who decide, as a command of its own id. */
@Component
class ExpiryForwarder implements ExpiryRequests {

    private static final Logger log = LoggerFactory.getLogger(ExpiryForwarder.class);
    private static final String SOURCE = "/vigie/report-service";
    private static final long PATIENCE_SECONDS = 30;
    private static final Text UNAVAILABLE = Text.of(
            "Impossible d'appliquer la conservation pour le moment. Veuillez réessayer.",
            "Retention cannot be applied right now. Please try again.");

    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;

    ExpiryForwarder(KafkaTemplate<String, byte[]> kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    @Override
    public void request(List<Expiry> all) {
        List<Future<?>> sent = new ArrayList<>(all.size());
        all.forEach(one -> sent.add(send(one)));
        try {
            for (Future<?> one : sent) {
                one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException refused) {
            log.warn("Expected to ask for {} removals, but Kafka did not take all of them.", all.size(), refused);
            throw Refusal.unavailable(UNAVAILABLE).named("kafka-unavailable");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable(UNAVAILABLE).named("kafka-unavailable");
        }
    }

    private Future<?> send(Expiry one) {
        String command = UUID.randomUUID().toString();
        String campaign = one.policyOf();
        Envelope<ExpireReport> envelope = Envelope.of(
                        command,
                        SOURCE,
                        clock.instant(),
                        command,
                        new ExpireReport(
                                ProjectId.COMMON,
                                one.run().value(),
                                one.removed(),
                                campaign == null
                                        ? null
                                        : CampaignId.of(campaign).value(),
                                one.policyVersion()))
                .correlatedWith(command)
                .by(SOURCE);
        return kafka.send(KafkaMessages.record(command, envelope));
    }
}
