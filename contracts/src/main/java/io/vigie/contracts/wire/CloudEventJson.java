package io.vigie.contracts.wire;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.MessageCatalog;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The CloudEvents 1.0 JSON form of a message (the specification's JSON event format): what a downloaded history and the
 * scripted streams hold, one event a line. Thread-safe.
 */
public final class CloudEventJson {

    private CloudEventJson() {}

    /** The event as one line of JSON, with its place in the history when it has one. */
    public static String write(Envelope<?> envelope) {
        ObjectNode event = tree(envelope);
        Link link = envelope.link();
        if (link != null) {
            event.put("sequence", Long.toString(link.sequence()))
                    .put("previoushash", link.previousHash())
                    .put("hash", link.hash());
        }
        return event.toString();
    }

    /** @throws UnreadableMessage when the line is no event of the catalogue */
    public static Envelope<?> read(String line) {
        JsonNode event;
        try {
            event = MessageJson.mapper().readTree(line);
        } catch (JacksonException malformed) {
            throw new UnreadableMessage(
                    "Expected a CloudEvent as JSON, but " + malformed.getOriginalMessage(), malformed);
        }
        JsonNode data = event.get("data");
        if (data == null) {
            throw new UnreadableMessage("Expected a CloudEvent with \"data\", but it has none.");
        }
        return new Envelope<>(
                text(event, "id"),
                text(event, "source"),
                time(event),
                text(event, "subject"),
                MessageCodec.read(text(event, "type"), MessageJson.mapper().writeValueAsBytes(data)),
                optional(event, "correlationid"),
                optional(event, "causationid"),
                optional(event, "actor"),
                optional(event, "traceparent"),
                MessageCodec.link(
                        optional(event, "sequence"), optional(event, "previoushash"), optional(event, "hash")));
    }

    /** The event without its place in the history. */
    static ObjectNode tree(Envelope<?> envelope) {
        JsonMapper mapper = MessageJson.mapper();
        MessageCatalog.Entry entry = MessageCatalog.entryOf(envelope.message().getClass());
        ObjectNode event = mapper.createObjectNode()
                .put("specversion", "1.0")
                .put("id", envelope.id())
                .put("source", envelope.source())
                .put("type", entry.wireName())
                .put("time", envelope.time().toString())
                .put("subject", envelope.subject())
                .put("datacontenttype", MessageCodec.CONTENT_TYPE)
                .put("dataschema", entry.dataSchema());
        put(event, "correlationid", envelope.correlationId());
        put(event, "causationid", envelope.causationId());
        put(event, "actor", envelope.actor());
        put(event, "traceparent", envelope.traceParent());
        event.set("data", mapper.valueToTree(envelope.message()));
        return event;
    }

    private static void put(ObjectNode event, String name, @Nullable String value) {
        if (value != null) {
            event.put(name, value);
        }
    }

    private static Instant time(JsonNode event) {
        String time = text(event, "time");
        try {
            return Instant.parse(time);
        } catch (DateTimeParseException notATime) {
            throw new UnreadableMessage(
                    "Expected \"time\" to be an instant (RFC 3339), but found \"%s\".".formatted(time), notATime);
        }
    }

    private static String text(JsonNode event, String name) {
        String value = optional(event, name);
        if (value == null) {
            throw new UnreadableMessage("Expected a CloudEvent with \"%s\", but it has none.".formatted(name));
        }
        return value;
    }

    private static @Nullable String optional(JsonNode event, String name) {
        JsonNode value = event.get(name);
        return value == null || !value.isString() ? null : value.stringValue();
    }
}
