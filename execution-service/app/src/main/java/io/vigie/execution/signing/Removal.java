package io.vigie.execution.signing;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.RunId;
import io.vigie.contracts.audit.AuditMessage.DeletionReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * That a run, or what it left, is to go, as it was decided.
 *
 * @param by who decided it; absent when a policy did
 * @param policyOf the campaign whose own policy it is; absent when it is the one of all others, or a person
 */
public record Removal(
        RunId run,
        List<Kept> removed,
        DeletionReason reason,
        @Nullable String by,
        @Nullable CampaignId policyOf,
        @Nullable Long policyVersion) {

    public Removal {
        removed = List.copyOf(removed);
    }
}
