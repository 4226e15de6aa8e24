package io.vigie.campaign.intake;

import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.launch.CommandReply;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.service.health.Readiness;
import io.vigie.service.health.ReadinessCheck;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.KafkaHeaderMapper;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.converter.BatchMessageConverter;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.backoff.FixedBackOff;

/** The bindings of Spring Cloud Stream. Headers travel as the bytes they are, so that CloudEvents stay CloudEvents. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    private static final Logger log = LoggerFactory.getLogger(IntakeConfiguration.class);
    private static final String CONSUMER = "campaign-service";
    private static final String DEAD_LETTERS = "launchCommandsDeadLetters-out-0";
    private static final long RETRY_MILLIS = 1_000;

    /** A command in, its reply out; what is no command goes to the dead letters with its cause, and the next one comes. */
    @Bean
    Function<Message<byte[]>, @Nullable Message<byte[]>> answerLaunchCommands(
            LaunchCommandsIntake intake, StreamBridge bridge) {
        return message -> {
            ConsumerRecord<String, byte[]> record = record(message);
            try {
                Envelope<CommandReply> reply = intake.answer(KafkaMessages.read(record));
                return message(KafkaMessages.record(reply.message().commandId(), reply));
            } catch (UnreadableMessage unreadable) {
                String cause = String.valueOf(unreadable.getMessage());
                log.warn("Expected a command, but {}", cause);
                if (!bridge.send(DEAD_LETTERS, message(KafkaMessages.deadLetter(record, CONSUMER, cause)))) {
                    throw new IllegalStateException("Expected to keep a dead letter, but it was not taken.");
                }
                return null;
            }
        };
    }

    /** What the history of runs tells, a poll at a time. */
    @Bean
    Consumer<RecordBatch> learnFromRuns(RunEventsIntake intake) {
        return batch -> intake.take(batch.records());
    }

    @Bean
    BatchMessageConverter recordBatches() {
        return new RecordBatchConverter();
    }

    /** What fails for a reason of ours (no database, no broker) is tried until it succeeds: no command is skipped. */
    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> retriesForEver() {
        return (container, destination, group) -> container.setCommonErrorHandler(
                new DefaultErrorHandler(new FixedBackOff(RETRY_MILLIS, FixedBackOff.UNLIMITED_ATTEMPTS)));
    }

    @Bean
    KafkaHeaderMapper plainHeaders() {
        return new PlainHeaders();
    }

    @Bean
    ReadinessCheck actionsAreKnown(ActionCatalogue catalogue) {
        return ReadinessCheck.of(
                "actions", () -> Readiness.when(!catalogue.isEmpty(), "no worker has announced its actions yet"));
    }

    private static ConsumerRecord<String, byte[]> record(Message<byte[]> message) {
        MessageHeaders headers = message.getHeaders();
        Headers kafka = new RecordHeaders();
        new PlainHeaders().fromHeaders(headers, kafka);
        byte[] key = headers.get(KafkaHeaders.RECEIVED_KEY, byte[].class);
        byte[] value = message.getPayload();
        return new ConsumerRecord<>(
                String.valueOf(headers.get(KafkaHeaders.RECEIVED_TOPIC)),
                headers.get(KafkaHeaders.RECEIVED_PARTITION) instanceof Integer partition ? partition : 0,
                headers.get(KafkaHeaders.OFFSET) instanceof Long offset ? offset : 0,
                headers.get(KafkaHeaders.RECEIVED_TIMESTAMP) instanceof Long timestamp ? timestamp : 0,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                value.length,
                key == null ? null : new String(key, StandardCharsets.UTF_8),
                value,
                kafka,
                java.util.Optional.empty());
    }

    private static Message<byte[]> message(ProducerRecord<String, byte[]> record) {
        MessageBuilder<byte[]> message = MessageBuilder.withPayload(record.value());
        if (record.key() != null) {
            message.setHeader(KafkaHeaders.KEY, record.key().getBytes(StandardCharsets.UTF_8));
        }
        for (Header header : record.headers()) {
            message.setHeader(PlainHeaders.PREFIX + header.key(), header.value());
        }
        return message.build();
    }

    /** Carries every header of Kafka under a name of its own, byte for byte, and no header of Spring's. */
    static final class PlainHeaders implements KafkaHeaderMapper {

        static final String PREFIX = "kafka-plain:";

        @Override
        public void fromHeaders(MessageHeaders headers, Headers target) {
            headers.forEach((name, value) -> {
                if (name.startsWith(PREFIX) && value instanceof byte[] bytes) {
                    target.add(name.substring(PREFIX.length()), bytes);
                }
            });
        }

        @Override
        public void toHeaders(Headers source, Map<String, Object> target) {
            source.forEach(header -> {
                if (header.value() != null) {
                    target.put(PREFIX + header.key(), header.value());
                }
            });
        }
    }
}
