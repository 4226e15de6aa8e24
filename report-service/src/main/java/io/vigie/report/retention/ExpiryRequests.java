package io.vigie.report.retention;

import io.vigie.contracts.Kept;
import io.vigie.contracts.RunId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells those who decide that a run, or what it left, is older than its policy keeps it. */
public interface ExpiryRequests {

    /**
     * One run.
     *
     * @param policyOf the campaign whose own policy it is; absent when it is the one of all others
     */
    record Expiry(RunId run, List<Kept> removed, @Nullable String policyOf, long policyVersion) {}

    /**
     * Returns once all of it is durable. Whether it is granted is seen in the ledger, by its tombstones. To tell the same again changes nothing.
     *
     * @throws RuntimeException when not all of it could be sent
     */
    void request(List<Expiry> all);
}
