package io.vigie.campaign.asking;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and from which click or message it comes; travels with the command into every event and from there to Kafka.
 *
 * @param id a user's id, or the source of a message
 * @param name how people call the asker
 * @param correlationId the click or message that all of this comes from; a new one when absent
 * @param traceParent W3C trace context
 */
public record Asker(
        String id,
        String name,
        @Nullable String correlationId,
        @Nullable String traceParent) {

    /** The keys under which it travels in metadata. */
    public static final String ACTOR = "actor";

    public static final String ACTOR_NAME = "actorName";
    public static final String CORRELATION_ID = "correlationId";
    public static final String CAUSATION_ID = "causationId";
    public static final String TRACE_PARENT = "traceparent";

    /** The service itself, for what nobody asked. */
    public static final Asker SERVICE = new Asker("/vigie/campaign-service", "Vigie", null, null);

    public Map<String, String> asMetadata() {
        Map<String, String> metadata = new HashMap<>();
        metadata.put(ACTOR, id);
        metadata.put(ACTOR_NAME, name);
        if (correlationId != null) {
            metadata.put(CORRELATION_ID, correlationId);
        }
        if (traceParent != null) {
            metadata.put(TRACE_PARENT, traceParent);
        }
        return metadata;
    }
}
