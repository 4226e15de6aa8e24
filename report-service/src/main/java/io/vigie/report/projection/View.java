package io.vigie.report.projection;

import io.vigie.contracts.Kept;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * One set of rows that is folded from history. Every bean of this type takes part in every projection, the one that serves and one that is being
 * rebuilt. Called on any thread, within the batch's transaction, with the tables of the right schema on the search path: plain table names only.
 *
 * <p>A view never sees a fact twice, nor one of a deleted run; run events come in the order of their sequence. Facts of different topics come in any
 * order, and the rows must end up the same. An exception rolls back the batch with its position, and the batch comes again.
 */
public interface View {

    /** Folds facts that are new. The cost may depend on their number, never on the size of their runs. */
    void fold(List<Fact> facts);

    /** Removes every row of these runs. */
    void forget(Collection<UUID> runs);

    /** Removes what these runs left of one kind, their rows otherwise stay. Not called for the run itself. */
    default void forget(Kept part, Collection<UUID> runs) {
        // Most views hold nothing of a part of its own.
    }
}
