package io.vigie.execution.signing;

import io.vigie.contracts.audit.AuditMessage.ReadUpTo;
import java.util.List;
import java.util.function.Consumer;

/** The committed histories of all runs, in the order of each. Used by one thread. */
public interface RunLinks {

    /** Reads on from there; a partition that is not named is read from its first record. */
    void seek(List<ReadUpTo> positions);

    /** Hands over what has come, or waits a moment for it. */
    void poll(Consumer<RunLink> taker);

    /** How far everything that was handed over goes. */
    List<ReadUpTo> positions();
}
