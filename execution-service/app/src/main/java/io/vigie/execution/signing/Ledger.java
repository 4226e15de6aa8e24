package io.vigie.execution.signing;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.audit.AuditMessage;
import io.vigie.contracts.audit.AuditMessage.Checkpoint;
import java.util.List;
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

    /**
     * @param last the last record, or nothing when the ledger is empty
     * @param round the checkpoints of the last round, empty when there was none
     */
    record Tail(@Nullable Envelope<AuditMessage> last, List<Checkpoint> round) {

        public Tail {
            round = List.copyOf(round);
        }
    }
}
