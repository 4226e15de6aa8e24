package io.vigie.campaign.publishing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;

/** The producer, and the processor that feeds it. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class PublishingConfiguration {

    private static final int BATCH = 200;

    /** How long the processor may oversleep when the store's signal crosses its question; it is not the usual delay, which is none. */
    private static final int OVERSLEEP_MILLIS = 300;

    /** How often an instance asks whether it may go on where a dead one stopped. */
    private static final int TAKE_OVER_SECONDS = 1;

    /** So long a broker may be gone before the batch is given back and taken again: within it, sending goes on by itself as soon as it is back. */
    private static final int DELIVERY_TIMEOUT_MILLIS = 300_000;

    @Bean(destroyMethod = "close")
    Producer<String, byte[]> producer(@Value("${vigie.kafka}") String brokers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "campaign-service-forwarder");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Bean
    ConfigurerModule forwarding() {
        return configurer -> configurer.eventProcessing(processing -> processing
                .registerTrackingEventProcessor(
                        CampaignEventsForwarder.NAME,
                        Configuration::eventStore,
                        configuration -> TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                .andBatchSize(BATCH)
                                .andTokenClaimInterval(TAKE_OVER_SECONDS, TimeUnit.SECONDS)
                                .andEventAvailabilityTimeout(OVERSLEEP_MILLIS, TimeUnit.MILLISECONDS))
                .registerListenerInvocationErrorHandler(
                        CampaignEventsForwarder.NAME, configuration -> PropagatingErrorHandler.instance())
                .registerErrorHandler(
                        CampaignEventsForwarder.NAME, configuration -> PropagatingErrorHandler.instance()));
    }
}
