package io.vigie.gateway.stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a client asks of a conversation.
 *
 * @param data what comes with it; a missing node when nothing does
 * @param ack the number under which the client awaits an answer, or null when it awaits none
 */
public record Heard(String event, JsonNode data, @Nullable Long ack) {}
