package io.vigie.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message with its CloudEvents 1.0 attributes.
 *
 * @param id unique within the source; a repeated delivery has the same
 * @param source which service speaks, as a URI reference such as {@code /vigie/campaign-service}
 * @param subject the id of what the message is about, normally the record's key
 * @param correlationId the command or click that all of this comes from
 * @param causationId the id of the message that this one answers
 * @param actor who decided: a user's id, a worker's id or a service
 * @param traceParent W3C trace context
 * @param link the place in a chain: of a run event in its run's history, of a campaign event among its project's decisions; absent
 *     on all else
 */
public record Envelope<M extends Message>(
        String id,
        String source,
        Instant time,
        String subject,
        M message,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable String actor,
        @Nullable String traceParent,
        @Nullable Link link) {

    /** An envelope with the mandatory attributes only. */
    public static <M extends Message> Envelope<M> of(
            String id, String source, Instant time, String subject, M message) {
        return new Envelope<>(id, source, time, subject, message, null, null, null, null, null);
    }

    public Envelope<M> correlatedWith(@Nullable String correlationId) {
        return new Envelope<>(id, source, time, subject, message, correlationId, causationId, actor, traceParent, link);
    }

    public Envelope<M> causedBy(@Nullable String causationId) {
        return new Envelope<>(id, source, time, subject, message, correlationId, causationId, actor, traceParent, link);
    }

    public Envelope<M> by(@Nullable String actor) {
        return new Envelope<>(id, source, time, subject, message, correlationId, causationId, actor, traceParent, link);
    }

    public Envelope<M> tracedBy(@Nullable String traceParent) {
        return new Envelope<>(id, source, time, subject, message, correlationId, causationId, actor, traceParent, link);
    }

    public Envelope<M> linked(Link link) {
        return new Envelope<>(id, source, time, subject, message, correlationId, causationId, actor, traceParent, link);
    }

    /**
     * The place of an event in the history of its run or of its project.
     *
     * @param sequence 1, 2, 3... without a gap within the chain
     * @param previousHash the hash of the event before, {@link #GENESIS} for the first
     * @param hash SHA-256 over {@code previousHash} and the canonical event, lower-case hexadecimal
     */
    public record Link(long sequence, String previousHash, String hash) {

        /** What the first event of a chain has for a hash before it. */
        public static final String GENESIS = "0".repeat(64);
    }
}
