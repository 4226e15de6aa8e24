package io.vigie.testsupport.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in history, in an answer that repeats it as it was written. It may have more attributes.
 *
 * @param type its wire name, which the contracts have a schema for
 * @param data as that schema says
 * @param sequence its number in its history
 * @param previoushash the hash of the event before it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CloudEvent(
        String specversion,
        String id,
        String source,
        String type,
        Instant time,
        @Nullable String subject,
        Map<String, Object> data,
        @Nullable String actor,
        @Nullable String sequence,
        @Nullable String previoushash,
        @Nullable String hash) {}
