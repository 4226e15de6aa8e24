package io.vigie.report.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.contracts.wire.UnreadableMessage;
import io.vigie.report.AnyRun;
import io.vigie.report.projection.Fact;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class FactReaderTests {

    private final AnyRun run = AnyRun.withTests(1).passed();

    private static ConsumerRecord<String, byte[]> read(String topic, ProducerRecord<String, byte[]> sent) {
        return new ConsumerRecord<>(
                topic,
                0,
                7,
                1_000,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
    }

    private static ConsumerRecord<String, byte[]> read(Envelope<?> envelope) {
        ProducerRecord<String, byte[]> sent = KafkaMessages.record("key", envelope);
        return read(sent.topic(), sent);
    }

    @Test
    void readsAnEventOfARunWithItsNumberAndItsPlace() {
        Fact fact = FactReader.read(read(run.history.get(1))).orElseThrow();

        assertThat(fact.run()).isEqualTo(run.uuid());
        assertThat(fact.sequence()).isEqualTo(2);
        assertThat(fact.position()).hasToString("vigie.run-events.v1/0/7");
    }

    @Test
    void takesNoInterestInWhatIsAboutNoRun() {
        var created = new CampaignEvent.CampaignCreated(AnyRun.PROJECT, AnyRun.CAMPAIGN, "Connexion", "");

        assertThat(FactReader.read(read(Envelope.of("1", "/vigie/test", AnyRun.AT, "s", created))))
                .isEmpty();
    }

    @Test
    void refusesAMessageThatBelongsToAnotherTopic() {
        ProducerRecord<String, byte[]> log = KafkaMessages.record("key", run.logs.getFirst());

        assertThatThrownBy(() -> FactReader.read(read("vigie.run-events.v1", log)))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessageContaining("vigie.test-logs.v1");
    }

    @Test
    void refusesAnEventWithoutItsNumber() {
        Envelope<?> linked = run.history.getFirst();
        Envelope<?> unlinked = Envelope.of("1", "/vigie/test", AnyRun.AT, "s", linked.message());

        assertThatThrownBy(() -> FactReader.read(read(unlinked))).isInstanceOf(UnreadableMessage.class);
    }

    @Test
    void refusesARunThatHasNoUuid() {
        var deleted = new CampaignEvent.ReportDeleted(AnyRun.PROJECT, RunId.of("run-1"));

        assertThatThrownBy(() -> FactReader.read(read(Envelope.of("1", "/vigie/test", AnyRun.AT, "s", deleted))))
                .isInstanceOf(UnreadableMessage.class)
                .hasMessageContaining("run-1");
    }
}
