package io.vigie.report.intake;

import io.vigie.report.projection.Projection;
import java.util.function.Consumer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.stream.config.ListenerContainerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.support.converter.BatchMessageConverter;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The three topics that are folded, each a function of Spring Cloud Stream that gets a poll at a time. A batch that fails comes again, for as long
 * as it takes: the consumer stays in its group meanwhile, and the stored position decides what is new.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaSettings.class)
class Intake {

    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long LAST_RETRY_MILLIS = 5_000;

    @Bean
    Consumer<RecordBatch> campaignEvents(Projection projection, DeadLetters letters, ConsumerLag lag) {
        return folding(projection, letters, lag);
    }

    @Bean
    Consumer<RecordBatch> runEvents(Projection projection, DeadLetters letters, ConsumerLag lag) {
        return folding(projection, letters, lag);
    }

    @Bean
    Consumer<RecordBatch> testLogs(Projection projection, DeadLetters letters, ConsumerLag lag) {
        return folding(projection, letters, lag);
    }

    private static Consumer<RecordBatch> folding(Projection projection, DeadLetters letters, ConsumerLag lag) {
        Folding folding = new Folding(projection::fold, letters::write);
        return batch -> {
            lag.received(batch.records());
            folding.fold(batch.records());
            lag.folded(batch.records());
        };
    }

    @Bean
    BatchMessageConverter recordBatches() {
        return new RecordBatchConverter();
    }

    @Bean
    ListenerContainerCustomizer<AbstractMessageListenerContainer<?, ?>> patience(ConsumerLag lag) {
        return (container, topic, group) -> {
            ExponentialBackOff backOff = new ExponentialBackOff(FIRST_RETRY_MILLIS, 2);
            backOff.setMaxInterval(LAST_RETRY_MILLIS);
            backOff.setMaxElapsedTime(Long.MAX_VALUE);
            container.setCommonErrorHandler(new DefaultErrorHandler(backOff));
            lag.watch(container);
        };
    }
}
