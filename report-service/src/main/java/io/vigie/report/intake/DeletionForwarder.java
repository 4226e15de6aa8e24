package io.vigie.report.intake;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.launch.CommandMessage.DeleteReport;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.progress.DeletionRequests;
import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Sends the wish to remove a report to those who decide, as a command of its own id. */
@Component
class DeletionForwarder implements DeletionRequests {

    private static final Logger log = LoggerFactory.getLogger(DeletionForwarder.class);
    private static final String SOURCE = "/vigie/report-service";
    private static final long PATIENCE_SECONDS = 10;
    private static final Text UNAVAILABLE = Text.of(
            "Impossible de demander la suppression pour le moment. Veuillez réessayer.",
            "The removal cannot be requested right now. Please try again.");

    private final KafkaTemplate<String, byte[]> kafka;
    private final Clock clock;

    DeletionForwarder(KafkaTemplate<String, byte[]> kafka, Clock clock) {
        this.kafka = kafka;
        this.clock = clock;
    }

    @Override
    public void request(RunId run, String actor) {
        String command = UUID.randomUUID().toString();
        Envelope<DeleteReport> envelope = Envelope.of(
                        command, SOURCE, clock.instant(), command, new DeleteReport(ProjectId.COMMON, run.value()))
                .correlatedWith(command)
                .by(actor);
        try {
            kafka.send(KafkaMessages.record(command, envelope)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException refused) {
            log.warn("Expected to request the removal of report \"{}\", but Kafka did not take it.", run, refused);
            throw Refusal.unavailable(UNAVAILABLE).named("kafka-unavailable");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable(UNAVAILABLE).named("kafka-unavailable");
        }
    }
}
