package io.vigie.campaign.launching;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A launch as it was asked for, by HTTP or by a message, not yet looked at.
 *
 * @param environment the name of the environment: the {@code filiere}
 * @param testTimeoutMillis how long an attempt of a test may take, where the test itself does not say
 * @param runTimeoutMillis how long the whole run may take
 */
public record RequestedLaunch(
        @Nullable String campaignId,
        @Nullable String name,
        @Nullable String environment,
        @Nullable Boolean stopOnFailure,
        @Nullable Integer parallelism,
        @Nullable Integer retries,
        @Nullable Long testTimeoutMillis,
        @Nullable Long runTimeoutMillis,
        @Nullable Boolean keepFailedWork) {

    public static final int MAX_PARALLELISM = 64;
    public static final int NAME_LENGTH = 200;

    /** The longest that an attempt of one test may be allowed. */
    public static final Duration MAX_TEST_TIMEOUT = Duration.ofDays(1);

    /** The longest that a whole run may be allowed. */
    public static final Duration MAX_RUN_TIMEOUT = Duration.ofDays(7);

    /** A launch that wishes for nothing but its campaign, name and environment. */
    public static RequestedLaunch plain(
            @Nullable String campaignId, @Nullable String name, @Nullable String environment) {
        return new RequestedLaunch(campaignId, name, environment, null, null, null, null, null, null);
    }
}
