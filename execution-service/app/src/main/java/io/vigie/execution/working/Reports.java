package io.vigie.execution.working;

import io.vigie.contracts.attempt.AttemptEvent;
import io.vigie.contracts.log.LogEvent.LogSegment;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker says what it does. Called by many threads; what one run's caller says arrives in the order in which it was said.
 *
 * <p>A call does not wait for the broker, unless so much is unsent that there is no room for more: then it waits for room, which
 * slows tests down instead of losing what they say.
 */
public interface Reports {

    /**
     * Says what happened in a run.
     *
     * @param origin of the slice; absent for what concerns no slice in particular
     * @return done when what was said is durable; failed when it was given up after minutes of trying
     */
    CompletableFuture<Void> report(AttemptEvent event, @Nullable Origin origin);

    /** Passes on lines of a test's log. The future is as for {@link #report}. */
    CompletableFuture<Void> log(LogSegment segment, Origin origin);
}
