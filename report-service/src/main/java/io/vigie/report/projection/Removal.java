package io.vigie.report.projection;

import io.vigie.contracts.Kept;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a run, or what it left, was removed, as the ledger says.
 *
 * @param number of the tombstone
 * @param by who decided it; absent when a policy did
 * @param policyOf the campaign whose own policy it was; absent when it was the one of all others, or a person
 */
public record Removal(
        long number,
        UUID run,
        String project,
        Set<Kept> removed,
        boolean byPolicy,
        @Nullable String by,
        Instant at,
        @Nullable String policyOf,
        @Nullable Long policyVersion) {

    public Removal {
        removed = Set.copyOf(removed);
    }
}
