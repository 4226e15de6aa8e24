package io.vigie.campaign.launching;

import org.jspecify.annotations.Nullable;

/**
 * A launch as it was asked for, by HTTP or by a message, not yet looked at.
 *
 * @param environment the name of the environment: the {@code filiere}
 */
public record RequestedLaunch(
        @Nullable String campaignId,
        @Nullable String name,
        @Nullable String environment,
        @Nullable Boolean stopOnFailure,
        @Nullable Integer parallelism) {

    public static final int MAX_PARALLELISM = 64;
    public static final int NAME_LENGTH = 200;
}
