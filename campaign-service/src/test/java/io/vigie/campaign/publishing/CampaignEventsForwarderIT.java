package io.vigie.campaign.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Actions;
import io.vigie.campaign.Api;
import io.vigie.campaign.KafkaProbe;
import io.vigie.campaign.RealService;
import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Topics;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RealService
class CampaignEventsForwarderIT {

    @LocalServerPort
    int port;

    @Autowired
    KafkaBroker broker;

    @Autowired
    ActionCatalogue actions;

    @Autowired
    EventProcessingConfiguration processors;

    @Autowired
    JdbcClient jdbc;

    private KafkaProbe kafka;
    private Api api;

    @BeforeEach
    void aCampaign() {
        actions.announce(Actions.pause());
        kafka = new KafkaProbe(broker);
        api = Api.stranger(port).asAdmin();
    }

    @AfterEach
    void close() {
        kafka.close();
    }

    @Test
    void goesOnWhereItStoppedWithoutLossGapOrRepetition() {
        EventProcessor forwarder =
                processors.eventProcessor(CampaignEventsForwarder.NAME).orElseThrow();
        String campaign = api.campaign("Before");
        List<String> tests = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            if (i == 7) {
                forwarder.shutDown();
            }
            if (i == 14) {
                forwarder.start();
            }
            tests.add(api.test(campaign, "t" + i));
            api.put("/api/tests/" + tests.get(i), Map.of("description", "changed"));
        }

        awaitAll();
        List<String> ids = kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                .<String>map(Envelope::id)
                .toList();
        assertThat(ids).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(stored());
        assertThat(orderWithinKeys())
                .allSatisfy((key, told) -> assertThat(told).as(key).isSorted());
        List<String> definitions = kafka.all(Topics.DEFINITIONS.name()).stream()
                .map(ConsumerRecord::key)
                .toList();
        assertThat(tests)
                .allSatisfy(test -> assertThat(definitions).contains("test:" + test + ":1", "test:" + test + ":2"));
    }

    @Test
    void tellsADefinitionNoLaterThanWhatRefersToIt() {
        api.environment("DEV");
        String campaign = api.campaign("Timed");
        api.test(campaign, "t");
        String run = api.launch(campaign, "Timed", "DEV").text("rapport_id");
        awaitAll();

        long launched = kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream()
                .filter(record -> run.equals(record.key()))
                .findFirst()
                .orElseThrow()
                .timestamp();
        assertThat(kafka.all(Topics.DEFINITIONS.name()))
                .allSatisfy(definition -> assertThat(definition.timestamp()).isLessThanOrEqualTo(launched));
    }

    /** The position of each message in the store, per key, as Kafka has them. */
    private Map<String, List<Long>> orderWithinKeys() {
        Map<String, Long> positions = jdbc
                .sql("SELECT event_identifier, global_index FROM domain_event_entry")
                .query((row, number) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream()
                .collect(Collectors.groupingBy(
                        ConsumerRecord::key,
                        Collectors.mapping(
                                record -> positions.get(io.vigie.contracts.wire.KafkaMessages.read(record)
                                        .id()),
                                Collectors.toList())));
    }

    private void awaitAll() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(kafka.all(Topics.CAMPAIGN_EVENTS.name()))
                        .hasSizeGreaterThanOrEqualTo(stored().size()));
    }

    private List<String> stored() {
        return jdbc.sql("SELECT event_identifier FROM domain_event_entry WHERE payload_type NOT LIKE 'user.%'"
                        + " OR payload_type = 'user.created.v1'")
                .query(String.class)
                .list();
    }
}
