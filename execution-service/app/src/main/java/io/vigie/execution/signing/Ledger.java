package io.vigie.execution.signing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import io.vigie.contracts.audit.AuditMessage.DecisionsCheckpoint;
import io.vigie.contracts.audit.AuditMessage.Head;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chain of signed records. One signer at a time appends to it; who was replaced without knowing can append nothing. Used by one thread.
 */
public interface Ledger {

    /** What the ledger ends with. */
    Tail tail();

    /**
     * Appends all of them, or none; durable when it returns.
     *
     * @throws RuntimeException when that did not come to pass, or when nobody knows: read the tail again before anything else is appended
     */
    void append(List<Envelope<AuditMessage>> records);

    /** Whether this signer is still the one that signs. */
    boolean isOurs();

    /** Where the end of a run's history is signed, or nothing when it is not. Reads the ledger from about the run's launch on. */
    Optional<SignedEnd> endOf(RunId run);

    /**
     * @param head of a history that goes on no more
     * @param checkpoint the number of the record that says so
     */
    record SignedEnd(Head head, long checkpoint) {}

    /**
     * @param last the last record, or nothing when the ledger is empty
     * @param round the checkpoints of the last round, empty when there was none
     * @param decisions how far decisions were signed last, or nothing when they never were
     */
    record Tail(
            @Nullable Envelope<AuditMessage> last,
            List<Checkpoint> round,
            @Nullable DecisionsCheckpoint decisions) {

        public Tail {
            round = List.copyOf(round);
        }
    }
}
