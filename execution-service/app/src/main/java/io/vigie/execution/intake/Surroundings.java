package io.vigie.execution.intake;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the coordinator has to know of Kafka before it takes silence for death. Safe for use by many threads. */
interface Surroundings {

    /** Since when workers have been able to reach us without a break; {@link Instant#MAX} while they are not. */
    Instant listeningSince();

    /** When the workers' queue was last seen without a record that waits, or null when that is not known. */
    @Nullable
    Instant queueSeenEmpty();
}
