package io.vigie.report.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.campaign.CampaignEvent.ReportDeleted;
import io.vigie.contracts.wire.CloudEventJson;
import io.vigie.contracts.wire.HashChain;
import io.vigie.contracts.wire.KafkaMessages;
import io.vigie.report.AnyRun;
import io.vigie.report.projection.Decision;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class DecisionReaderTests {

    private final AnyRun run = AnyRun.withTests(1).passed();
    private final Envelope<ReportDeleted> deleted =
            Envelope.of("1", "/vigie/test", AnyRun.AT, run.id.value(), new ReportDeleted(AnyRun.PROJECT, run.id));

    private static ConsumerRecord<String, byte[]> read(Envelope<?> envelope) {
        ProducerRecord<String, byte[]> sent = KafkaMessages.record("key", envelope);
        return new ConsumerRecord<>(
                sent.topic(),
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

    @Test
    void readsADecisionWithItsPlaceAndItsLine() {
        Envelope<ReportDeleted> linked = HashChain.link(deleted, 40, Link.GENESIS);

        Decision decision = DecisionReader.read(read(linked)).orElseThrow();

        assertThat(decision.link()).isEqualTo(linked.link());
        assertThat(CloudEventJson.read(decision.line())).isEqualTo(linked);
        assertThat(decision.position()).hasToString("vigie.campaign-events.v1/0/7");
    }

    @Test
    void takesNoInterestInDecisionsWithoutAPlaceNorInRunEvents() {
        assertThat(DecisionReader.read(read(deleted))).isEmpty();
        assertThat(DecisionReader.read(read(run.history.getFirst()))).isEmpty();
    }

    /** The number of a decision is none of the run's: the gate would take it for a gap. */
    @Test
    void leavesTheNumberOfADecisionOutOfTheRunsOwn() {
        assertThat(FactReader.read(read(HashChain.link(deleted, 40, Link.GENESIS)))
                        .orElseThrow()
                        .sequence())
                .isZero();
    }
}
