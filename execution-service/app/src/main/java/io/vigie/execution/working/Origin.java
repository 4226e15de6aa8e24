package io.vigie.execution.working;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a slice comes from; carried by everything that is said about it.
 *
 * @param causationId the id of the message that dispatched it
 * @param correlationId the command or click that all of it comes from
 * @param traceParent W3C trace context of the run
 */
public record Origin(
        String causationId,
        @Nullable String correlationId,
        @Nullable String traceParent) {

    /** The headers that carry the trace to whatever an action calls. */
    Map<String, String> traceHeaders() {
        return traceParent == null ? Map.of() : Map.of("traceparent", traceParent);
    }
}
