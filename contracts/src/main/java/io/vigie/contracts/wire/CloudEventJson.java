package io.vigie.contracts.wire;

import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.MessageCatalog;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The CloudEvents 1.0 JSON form of a message (the specification's JSON event format): what a downloaded history and the
 * scripted streams hold, one event a line. Thread-safe.
 */
public final class CloudEventJson {

    private static final List<String> ATTRIBUTES =
            List.of("specversion", "id", "source", "type", "time", "subject", "datacontenttype", "dataschema");
    private static final List<String> LINK = List.of("sequence", "previoushash", "hash");

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

    /**
     * A Kafka record as one line of JSON, just as it was written: its data byte for byte, and every attribute, those included that this
     * version knows nothing of. What was hashed when the record was written can be hashed again from this line by any later version.
     *
     * @throws UnreadableMessage when headers and value are no CloudEvent with JSON as its data
     */
    public static String asRecorded(Headers headers, byte @Nullable [] value) {
        CloudEvent event = KafkaMessages.cloudEvent(headers, value);
        CloudEventData data = event.getData();
        if (data == null) {
            throw new UnreadableMessage("Expected %s to have data, but it has none.".formatted(event.getType()));
        }
        byte[] json = data.toBytes();
        requireJson(event.getType(), json);
        StringWriter line = new StringWriter(json.length + 1_024);
        try (JsonGenerator generator = MessageJson.mapper().createGenerator(line)) {
            generator.writeStartObject();
            for (String attribute : ATTRIBUTES) {
                Object found = event.getAttribute(attribute);
                if (found != null) {
                    generator.writeStringProperty(attribute, text(found));
                }
            }
            for (String extension : new TreeSet<>(event.getExtensionNames())) {
                if (!LINK.contains(extension)) {
                    generator.writeStringProperty(extension, text(event.getExtension(extension)));
                }
            }
            generator.writeName("data");
            generator.writeRawValue(new String(json, StandardCharsets.UTF_8));
            for (String extension : LINK) {
                Object found = event.getExtension(extension);
                if (found != null) {
                    generator.writeStringProperty(extension, text(found));
                }
            }
            generator.writeEndObject();
        }
        return line.toString();
    }

    private static void requireJson(String type, byte[] json) {
        try (JsonParser parser = MessageJson.mapper().createParser(json)) {
            while (parser.nextToken() != null) {
                parser.skipChildren();
            }
        } catch (JacksonException malformed) {
            throw new UnreadableMessage(
                    "Expected the data of %s, but %s".formatted(type, malformed.getOriginalMessage()), malformed);
        }
    }

    /** Times are written as they were when they were hashed; Kafka's binding leaves zeros of a fraction out. */
    private static String text(@Nullable Object attribute) {
        return attribute instanceof OffsetDateTime time ? time.toInstant().toString() : String.valueOf(attribute);
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
