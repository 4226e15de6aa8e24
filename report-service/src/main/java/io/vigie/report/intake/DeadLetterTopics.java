package io.vigie.report.intake;

import io.vigie.contracts.Topics;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;

/** Creates the dead-letter topics of what is read here when they are missing: without them one unreadable record would hold up all others. */
@Configuration(proxyBeanMethods = false)
class DeadLetterTopics {

    @Bean
    KafkaAdmin.NewTopics missingDeadLetterTopics() {
        return new KafkaAdmin.NewTopics(List.of(Topics.CAMPAIGN_EVENTS, Topics.RUN_EVENTS, Topics.TEST_LOGS).stream()
                .map(Topics::deadLetters)
                .map(DeadLetterTopics::topic)
                .toArray(NewTopic[]::new));
    }

    private static NewTopic topic(Topics.Topic topic) {
        long retention = Objects.requireNonNull(topic.retention()).toMillis();
        return TopicBuilder.name(topic.name())
                .config(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention))
                .build();
    }
}
