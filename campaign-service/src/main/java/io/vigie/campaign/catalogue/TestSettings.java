package io.vigie.campaign.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How a test wants to be run, whatever the launch says.
 *
 * @param retries how often it is tried again when it does not pass; absent: as the launch says
 * @param timeoutMillis how long an attempt may take; absent: as the launch says
 * @param quarantined whether it runs and is recorded without counting against the run
 * @param quarantineReason why, for people; absent when it is not quarantined
 * @param affinity tests of one key run on one worker, in order; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TestSettings(
        @Nullable Integer retries,
        @Nullable Long timeoutMillis,
        boolean quarantined,
        @Nullable String quarantineReason,
        @Nullable String affinity) {

    /** A test that wants nothing for itself. */
    public static final TestSettings NONE = new TestSettings(null, null, false, null, null);
}
