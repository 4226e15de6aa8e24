package io.vigie.execution.publishing;

import org.jspecify.annotations.Nullable;

/**
 * Why something goes out.
 *
 * @param correlationId the launch that all of it comes from
 * @param causationId the message that it answers, absent when a clock decided
 * @param actor who decided: a person, a worker, or the coordinator itself
 * @param traceParent W3C trace context of the message that it answers
 */
public record Cause(
        @Nullable String correlationId,
        @Nullable String causationId,
        String actor,
        @Nullable String traceParent) {}
