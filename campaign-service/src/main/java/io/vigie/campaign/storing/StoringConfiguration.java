package io.vigie.campaign.storing;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.asking.Asker;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3SerializerCustomizer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

/** How Axon keeps events here. */
@Configuration(proxyBeanMethods = false)
class StoringConfiguration {

    @Bean
    @Qualifier("eventSerializer")
    Serializer eventSerializer() {
        return FactSerializer.create();
    }

    @Bean
    EventUpcaster olderFacts() {
        return new OlderFacts();
    }

    /** Axon's own tokens name their subtypes; Jackson reads those of Axon and no other. */
    @Bean
    Jackson3SerializerCustomizer axonSubtypes() {
        return builder -> builder.polymorphicTypeValidator(BasicPolymorphicTypeValidator.builder()
                .allowIfSubType("org.axonframework.")
                .allowIfSubType("java.util.")
                .allowIfSubType("java.lang.")
                .build());
    }

    /** Projections of the same transaction pass their failures on: better no command than a list that lies. */
    @Bean
    ConfigurerModule projectionsInTheSameTransaction() {
        return configurer -> configurer.eventProcessing(processing -> processing
                .registerSubscribingEventProcessor(InTheSameTransaction.GROUP)
                .registerListenerInvocationErrorHandler(
                        InTheSameTransaction.GROUP, configuration -> PropagatingErrorHandler.instance())
                .registerErrorHandler(InTheSameTransaction.GROUP, configuration -> PropagatingErrorHandler.instance()));
    }

    /** What an event inherits from its command: who asked, from which click, by which message. */
    @Bean
    CorrelationDataProvider askers() {
        return StoringConfiguration::inherited;
    }

    private static Map<String, ?> inherited(Message<?> message) {
        Map<String, Object> inherited = new HashMap<>();
        for (String key : new String[] {Asker.ACTOR, Asker.ACTOR_NAME, Asker.TRACE_PARENT}) {
            Object value = message.getMetaData().get(key);
            if (value != null) {
                inherited.put(key, value);
            }
        }
        Object correlation = message.getMetaData().get(Asker.CORRELATION_ID);
        inherited.put(Asker.CORRELATION_ID, correlation == null ? message.getIdentifier() : correlation);
        inherited.put(Asker.CAUSATION_ID, message.getIdentifier());
        return inherited;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
