package io.vigie.report.publishing;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.vigie.contracts.Topics;
import io.vigie.report.outbound.CdEvent;
import io.vigie.report.outbound.CdEventPublisher;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.stereotype.Component;

/** Puts CDEvents on {@code vigie.cdevents.v1}, as CloudEvents in Kafka's binary mode. */
@Component
class CdEventsForwarder implements CdEventPublisher {

    private static final long PATIENCE_SECONDS = 30;

    private final KafkaTemplate<String, byte[]> kafka;

    CdEventsForwarder(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public void publish(List<CdEvent> events) {
        List<CompletableFuture<SendResult<String, byte[]>>> sent =
                events.stream().map(event -> kafka.send(record(event))).toList();
        try {
            for (CompletableFuture<SendResult<String, byte[]>> acknowledgement : sent) {
                acknowledgement.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException refused) {
            throw new IllegalStateException(
                    "Expected Kafka to take %d CDEvents, but it did not.".formatted(events.size()), refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Expected to wait for Kafka, but was interrupted.", interrupted);
        }
    }

    private static ProducerRecord<String, byte[]> record(CdEvent event) {
        CloudEvent cloudEvent = CloudEventBuilder.v1()
                .withId(event.id().toString())
                .withSource(event.source())
                .withType(event.kind().type())
                .withSubject(event.subject())
                .withTime(event.time().atOffset(ZoneOffset.UTC))
                .withData(CdEvent.CONTENT_TYPE, event.data().getBytes(StandardCharsets.UTF_8))
                .build();
        return KafkaMessageFactory.createWriter(
                        Topics.CDEVENTS.name(),
                        null,
                        event.time().toEpochMilli(),
                        event.run().toString())
                .writeBinary(cloudEvent);
    }
}
