package io.vigie.execution.signing.publishing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.kafka.KafkaBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@RealKafkaAndPostgres(postgres = false)
class LedgerTopicIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Of two that may sign, the one whose turn is over can append nothing, even when it does not know. */
    @Test
    void fencesASignerThatDoesNotKnowThatItWasReplaced(KafkaBroker kafka) {
        try (LedgerTopic zombie = new LedgerTopic(kafka.bootstrap())) {
            await().pollInSameThread().atMost(PATIENCE).until(() -> zombie.awaitTurn(Duration.ofMillis(500)));
            try (LedgerTopic successor = new LedgerTopic(kafka.bootstrap())) {
                successor.takeOver();

                assertThatThrownBy(() -> zombie.append(List.of(Envelope.of(
                                "ledger/1",
                                "/vigie/signer",
                                Instant.EPOCH,
                                "ledger",
                                new Checkpoint(
                                        ProjectId.COMMON,
                                        1,
                                        Link.GENESIS,
                                        1,
                                        1,
                                        List.of(),
                                        List.of(),
                                        Instant.EPOCH,
                                        "k",
                                        "s")))))
                        .hasStackTraceContaining("old epoch");
            }
        }
    }
}
