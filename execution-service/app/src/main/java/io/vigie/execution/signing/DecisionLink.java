package io.vigie.execution.signing;

import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/**
 * What the signer needs of a decision.
 *
 * @param sequence its number among the project's; 0 when it was made before decisions were chained
 * @param partition where it was read, with its offset
 * @param removal absent when it removes nothing
 */
public record DecisionLink(
        ProjectId project,
        long sequence,
        String previousHash,
        String hash,
        int partition,
        long offset,
        @Nullable Removal removal) {

    boolean isChained() {
        return sequence > 0;
    }
}
