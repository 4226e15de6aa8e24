package io.vigie.report;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.campaign.CampaignEvent.ReportDeleted;
import io.vigie.contracts.launch.CommandMessage.DeleteReport;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Grants every wish to remove a report, as campaign-service does. */
final class Deciding implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> commands;
    private final Telling telling;
    private final Thread thread;
    private volatile boolean closing;

    Deciding(KafkaBroker kafka) {
        Map<String, Object> settings = kafka.clientSettings();
        settings.put("group.id", "deciding-" + UUID.randomUUID());
        settings.put("auto.offset.reset", "earliest");
        this.commands = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        this.telling = new Telling(kafka);
        this.thread = Thread.ofPlatform().daemon().start(this::decide);
    }

    private void decide() {
        commands.subscribe(List.of("vigie.launch-commands.v1"));
        while (!closing) {
            commands.poll(Duration.ofMillis(100)).forEach(record -> {
                Envelope<?> command = KafkaMessages.read(record);
                if (command.message() instanceof DeleteReport wish) {
                    RunId run = RunId.of(String.valueOf(wish.runId()));
                    telling.send(KafkaMessages.record(
                            run.value(),
                            Envelope.of(
                                    UUID.randomUUID().toString(),
                                    "/vigie/test",
                                    AnyRun.AT,
                                    run.value(),
                                    new ReportDeleted(wish.projectId(), run))));
                }
            });
        }
        commands.close();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        telling.close();
    }
}
