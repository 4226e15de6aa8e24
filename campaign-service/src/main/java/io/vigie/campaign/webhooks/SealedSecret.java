package io.vigie.campaign.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A secret that events are signed with, sealed under its webhook's data key.
 *
 * @param until how long it is valid beside the newest; absent for the newest
 */
public record SealedSecret(String sealed, @Nullable Instant until) {

    boolean isValidAt(Instant now) {
        return until == null || now.isBefore(until);
    }
}
