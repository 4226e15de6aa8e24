package io.vigie.execution.signing;

import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import java.util.List;
import java.util.function.Consumer;

/** The committed decisions of people, in the order of each partition: those of one project come in any. Used by one thread. */
public interface DecisionLinks {

    /** Reads on from there; a partition that is not named is read from its first record. */
    void seek(List<ReadUpTo> positions);

    /** Hands over what has come, without waiting. */
    void poll(Consumer<DecisionLink> taker);

    /** How far everything that was handed over goes. */
    List<ReadUpTo> positions();
}
