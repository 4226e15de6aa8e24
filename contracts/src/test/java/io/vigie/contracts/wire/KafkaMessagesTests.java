package io.vigie.contracts.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Message;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Samples;
import io.vigie.contracts.Topics;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaMessagesTests {

    static List<Message> everyMessage() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void bringsEveryMessageBackAsItWas(Message message) {
        Envelope<Message> sent = HashChain.link(Samples.envelope(message), 7, Envelope.Link.GENESIS);

        ProducerRecord<String, byte[]> record = KafkaMessages.record("key", sent);

        assertThat(record.topic())
                .isEqualTo(MessageCatalog.entryOf(message.getClass()).topic().name());
        assertThat(KafkaMessages.read(record.headers(), record.value())).isEqualTo(sent);
    }

    @Test
    void writesTheAttributesOfABinaryModeCloudEvent() {
        var record = KafkaMessages.record("key", Samples.envelope(Samples.all().getFirst()));

        assertThat(header(record, "ce_specversion")).isEqualTo("1.0");
        assertThat(header(record, "ce_type")).isEqualTo("io.vigie.campaign.created.v1");
        assertThat(header(record, "ce_dataschema")).isEqualTo("urn:vigie:schema:io.vigie.campaign.created.v1");
        assertThat(header(record, "ce_correlationid")).isEqualTo("command-1");
        assertThat(header(record, "content-type")).isEqualTo("application/json");
        assertThat(record.timestamp()).isEqualTo(Samples.AT.toEpochMilli());
    }

    @Test
    void refusesATypeThatNoMessageHas() {
        var record = KafkaMessages.record("key", Samples.envelope(Samples.all().getFirst()));
        record.headers().remove("ce_type").add("ce_type", "io.vigie.nothing.v1".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(() -> KafkaMessages.read(record.headers(), record.value()))
                .withMessage("Expected a type of the catalogue, but found \"io.vigie.nothing.v1\".");
    }

    @Test
    void refusesWhatIsNoCloudEvent() {
        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(() -> KafkaMessages.read(new RecordHeaders(), "{}".getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("Expected a CloudEvent 1.0 in binary mode");
    }

    @ParameterizedTest
    @MethodSource("brokenData")
    void refusesDataThatIsNotTheMessage(Broken broken) {
        var record = KafkaMessages.record("key", Samples.envelope(Samples.all().getFirst()));

        assertThatExceptionOfType(UnreadableMessage.class)
                .isThrownBy(
                        () -> KafkaMessages.read(record.headers(), broken.data().getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(broken.saying());
    }

    record Broken(String data, String saying) {}

    static List<Broken> brokenData() {
        return List.of(
                new Broken("", "io.vigie.campaign.created.v1"),
                new Broken("null", "found null"),
                new Broken("[1", "io.vigie.campaign.created.v1"),
                new Broken("{} {}", "io.vigie.campaign.created.v1"),
                new Broken("{\"projectId\":\"Common\",\"campaignId\":\"c\",\"name\":\"n\"}", "\"$.description\""),
                new Broken(
                        "{\"projectId\":\"Common\",\"campaignId\":null,\"name\":\"n\",\"description\":\"\"}",
                        "\"$.campaignId\""),
                new Broken("{\"projectId\":\"\",\"campaignId\":\"c\"}", "ProjectId"),
                new Broken("[".repeat(2_000), "io.vigie.campaign.created.v1"));
    }

    @Test
    void ignoresFieldsThatANewerWriterAdded() {
        var record = KafkaMessages.record(
                "key", Samples.envelope(new CampaignEvent.CampaignDeleted(Samples.PROJECT, Samples.CAMPAIGN)));
        String grown = new String(record.value(), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"later\":[1],");

        assertThat(KafkaMessages.read(record.headers(), grown.getBytes(StandardCharsets.UTF_8))
                        .message())
                .isEqualTo(new CampaignEvent.CampaignDeleted(Samples.PROJECT, Samples.CAMPAIGN));
    }

    @Test
    void refusesToWriteWhatIsLargerThanAMessageMayBe() {
        var tooLarge = new CampaignEvent.CampaignCreated(
                Samples.PROJECT, Samples.CAMPAIGN, "x".repeat(Topics.MAX_MESSAGE_BYTES), "");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> KafkaMessages.record("key", Samples.envelope(tooLarge)))
                .withMessageContaining("at most 524288 bytes");
    }

    @Test
    void keepsAFullPlanChunkOfTheLongestNamesBelowTheLimit() {
        var tests = IntStream.rangeClosed(1, CampaignEvent.PlanChunk.MAX_TESTS)
                .mapToObj(position -> CampaignEvent.PlannedTest.plain(
                        100_000 + position, Samples.TEST, 1_000_000, "\u0001".repeat(200)))
                .toList();

        var chunk = new CampaignEvent.PlanChunk(Samples.PROJECT, Samples.RUN, 1, tests);

        assertThat(MessageCodec.data(chunk)).hasSizeLessThan(Topics.MAX_MESSAGE_BYTES);
    }

    @Test
    void sendsADeadLetterWithItsCauseAndOrigin() {
        var unreadable = new ConsumerRecord<>(Topics.RUN_EVENTS.name(), 3, 42, "key", new byte[] {1});

        var letter = KafkaMessages.deadLetter(unreadable, "report-service", "Expected sense, but found none.");

        assertThat(letter.topic()).isEqualTo("vigie.run-events.v1.dlq");
        assertThat(letter.value()).containsExactly(1);
        assertThat(header(letter, KafkaMessages.DEAD_LETTER_CAUSE)).isEqualTo("Expected sense, but found none.");
        assertThat(header(letter, KafkaMessages.DEAD_LETTER_ORIGIN)).isEqualTo("vigie.run-events.v1/3/42");
        assertThat(header(letter, KafkaMessages.DEAD_LETTER_CONSUMER)).isEqualTo("report-service");
    }

    @Test
    void hasASampleOfEveryMessageOfTheCatalogue() {
        assertThat(Samples.all().stream().map(MessageCatalog::wireNameOf).collect(Collectors.toList()))
                .containsExactlyInAnyOrderElementsOf(MessageCatalog.entries().stream()
                        .map(MessageCatalog.Entry::wireName)
                        .toList());
    }

    @Test
    void countsProgressDownwards() {
        assertThat(RunEvent.Progress.of(2, 3).percent()).isEqualTo(66);
        assertThat(RunEvent.Progress.of(99_999, 100_000).percent()).isEqualTo(99);
        assertThat(RunEvent.Progress.of(3, 3).percent()).isEqualTo(100);
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
