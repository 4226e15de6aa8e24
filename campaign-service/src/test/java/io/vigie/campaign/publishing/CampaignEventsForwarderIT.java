package io.vigie.campaign.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.Actions;
import io.vigie.campaign.Api;
import io.vigie.campaign.KafkaProbe;
import io.vigie.campaign.RealService;
import io.vigie.campaign.catalogue.ActionCatalogue;
import io.vigie.campaign.publishing.DecisionChain.Decision;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent.CampaignDeleted;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.EventProcessor;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@RealService
class CampaignEventsForwarderIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

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

    @Autowired
    DecisionChain chain;

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
        Set<String> ours = new HashSet<>(tests);
        ours.add(campaign);
        List<String> ids = kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                .filter(envelope -> ours.contains(envelope.subject()))
                .<String>map(Envelope::id)
                .toList();
        assertThat(ids).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(storedOf(ours));
        assertThat(orderWithin(ours))
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

    /** The position of each message in the store, for each of these keys, as Kafka has them. */
    private Map<String, List<Long>> orderWithin(Set<String> keys) {
        Map<String, Long> positions = jdbc
                .sql("SELECT event_identifier, global_index FROM domain_event_entry")
                .query((row, number) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream()
                .filter(record -> keys.contains(record.key()))
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
                .untilAsserted(() -> assertThat(kafka.messages(Topics.CAMPAIGN_EVENTS.name()).stream()
                                .map(Envelope::id)
                                .collect(Collectors.toSet()))
                        .containsAll(stored()));
    }

    @Test
    void tellsTheSameWithTheSameNumbersWhenItsPositionWasNotStored() {
        EventProcessor forwarder =
                processors.eventProcessor(CampaignEventsForwarder.NAME).orElseThrow();
        awaitAll();
        forwarder.shutDown();
        byte[] position = jdbc.sql("SELECT token FROM token_entry WHERE processor_name = ?")
                .param(CampaignEventsForwarder.NAME)
                .query(byte[].class)
                .single();
        String campaign = api.campaign("Told twice");
        String test = api.test(campaign, "t");
        api.put("/api/tests/" + test, Map.of("description", "changed"));
        forwarder.start();
        awaitAll();
        forwarder.shutDown();
        int told = kafka.all(Topics.CAMPAIGN_EVENTS.name()).size();

        jdbc.sql("UPDATE token_entry SET token = ? WHERE processor_name = ?")
                .param(position)
                .param(CampaignEventsForwarder.NAME)
                .update();
        forwarder.start();

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> kafka.all(Topics.CAMPAIGN_EVENTS.name()).size() >= told + 3);
        assertThat(kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream().filter(record -> campaign.equals(record.key())))
                .hasSizeGreaterThanOrEqualTo(2)
                .extracting(CampaignEventsForwarderIT::line)
                .containsOnly(line(kafka.all(Topics.CAMPAIGN_EVENTS.name()).stream()
                        .filter(record -> campaign.equals(record.key()))
                        .findFirst()
                        .orElseThrow()));
        assertChained();
    }

    @Test
    void keepsThePlaceOfADecisionThatComesAgainBehindOneThatWasSlowToCommit() {
        String project = UUID.randomUUID().toString();
        Decision slow = decision(project, "slow");
        Decision swift = decision(project, "swift");
        String sent = line(chain.link(List.of(swift)).getFirst());

        List<ProducerRecord<String, byte[]>> again = chain.link(List.of(slow, swift));

        assertThat(again).extracting(record -> sequence(line(record))).containsExactly(2L, 1L);
        assertThat(line(again.get(1))).isEqualTo(sent);
        chain.acknowledged(List.of(slow, swift));
        assertThat(chain.link(List.of(slow, swift)))
                .extracting(CampaignEventsForwarderIT::line)
                .isEqualTo(again.stream().map(CampaignEventsForwarderIT::line).toList());
    }

    private static Decision decision(String project, String name) {
        CampaignId campaign = CampaignId.of(name);
        return new Decision(
                name,
                Envelope.of(
                        project + name,
                        "/vigie/test",
                        Instant.parse("2026-11-21T07:25:41.120Z"),
                        name,
                        new CampaignDeleted(ProjectId.of(project), campaign)));
    }

    /** As an auditor does it, who has nothing of ours but the lines: canonical JSON by the reference library, and SHA-256. */
    private void assertChained() {
        TreeMap<Long, String> lines = new TreeMap<>();
        kafka.all(Topics.CAMPAIGN_EVENTS.name()).forEach(record -> {
            String line = line(record);
            assertThat(lines.merge(sequence(line), line, (first, second) -> first))
                    .isEqualTo(line);
        });
        assertThat(lines.firstKey()).isEqualTo(1);
        assertThat(lines.lastKey()).isEqualTo(lines.size()).isEqualTo(stored().size());
        String previous = "0".repeat(64);
        for (String line : lines.values()) {
            ObjectNode event = (ObjectNode) JSON.readTree(line);
            String hash = event.remove("hash").stringValue();
            assertThat(event.remove("previoushash").stringValue()).isEqualTo(previous);
            assertThat(sha256(previous + canonical(event))).as(line).isEqualTo(hash);
            previous = hash;
        }
    }

    private static String canonical(ObjectNode event) {
        try {
            return new JsonCanonicalizer(event.toString()).getEncodedString();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException unreachable) {
            throw new IllegalStateException(unreachable);
        }
    }

    private static long sequence(String line) {
        return Long.parseLong(JSON.readTree(line).path("sequence").stringValue());
    }

    private static String line(ConsumerRecord<String, byte[]> record) {
        return CloudEventJson.asRecorded(record.headers(), record.value());
    }

    private static String line(ProducerRecord<String, byte[]> record) {
        return CloudEventJson.asRecorded(record.headers(), record.value());
    }

    /** What the store holds, the tests of trials aside, which are definitions only. */
    private List<String> stored() {
        return jdbc.sql("SELECT event_identifier FROM domain_event_entry WHERE payload_type <> 'run.trial-defined.v1'")
                .query(String.class)
                .list();
    }

    private List<String> storedOf(Set<String> aggregates) {
        return jdbc.sql("SELECT event_identifier FROM domain_event_entry WHERE aggregate_identifier IN (:aggregates)")
                .param("aggregates", aggregates)
                .query(String.class)
                .list();
    }
}
