package io.vigie.contracts.wire;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.vigie.contracts.Envelope;
import io.vigie.contracts.Envelope.Link;
import io.vigie.contracts.Message;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.Topics;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Turns envelopes into CloudEvents 1.0 and back. The data is JSON; {@code correlationid}, {@code causationid},
 * {@code actor}, {@code traceparent}, and on events of a chain {@code sequence}, {@code previoushash} and {@code hash}, are
 * extension attributes. Thread-safe.
 */
public final class MessageCodec {

    static final String CONTENT_TYPE = "application/json";

    private MessageCodec() {}

    /** The data of a message. @throws IllegalArgumentException when it is larger than any message may be */
    public static byte[] data(Message message) {
        byte[] data = MessageJson.mapper().writeValueAsBytes(message);
        if (data.length > Topics.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("Expected %s to take at most %d bytes, but it takes %d."
                    .formatted(MessageCatalog.wireNameOf(message), Topics.MAX_MESSAGE_BYTES, data.length));
        }
        return data;
    }

    public static CloudEvent encode(Envelope<?> envelope) {
        MessageCatalog.Entry entry = MessageCatalog.entryOf(envelope.message().getClass());
        var builder = CloudEventBuilder.v1()
                .withId(envelope.id())
                .withSource(URI.create(envelope.source()))
                .withType(entry.wireName())
                .withTime(envelope.time().atOffset(ZoneOffset.UTC))
                .withSubject(envelope.subject())
                .withData(CONTENT_TYPE, URI.create(entry.dataSchema()), data(envelope.message()));
        extend(builder, "correlationid", envelope.correlationId());
        extend(builder, "causationid", envelope.causationId());
        extend(builder, "actor", envelope.actor());
        extend(builder, "traceparent", envelope.traceParent());
        Link link = envelope.link();
        if (link != null) {
            builder.withExtension("sequence", Long.toString(link.sequence()))
                    .withExtension("previoushash", link.previousHash())
                    .withExtension("hash", link.hash());
        }
        return builder.build();
    }

    /** @throws UnreadableMessage when it is no message of the catalogue, saying what was expected and what was found */
    public static Envelope<?> decode(CloudEvent event) {
        if (event.getData() == null) {
            throw new UnreadableMessage("Expected %s to have data, but it has none.".formatted(event.getType()));
        }
        Message message = read(event.getType(), event.getData().toBytes());
        Instant time = event.getTime() == null ? Instant.EPOCH : event.getTime().toInstant();
        String subject = event.getSubject() == null ? event.getId() : event.getSubject();
        return new Envelope<>(
                event.getId(),
                event.getSource().toString(),
                time,
                subject,
                message,
                extension(event, "correlationid"),
                extension(event, "causationid"),
                extension(event, "actor"),
                extension(event, "traceparent"),
                link(extension(event, "sequence"), extension(event, "previoushash"), extension(event, "hash")));
    }

    static Message read(String type, byte[] data) {
        MessageCatalog.Entry entry = MessageCatalog.named(type)
                .orElseThrow(() ->
                        new UnreadableMessage("Expected a type of the catalogue, but found \"%s\".".formatted(type)));
        if (data.length > Topics.MAX_MESSAGE_BYTES) {
            throw new UnreadableMessage("Expected %s to take at most %d bytes, but it takes %d."
                    .formatted(entry.wireName(), Topics.MAX_MESSAGE_BYTES, data.length));
        }
        Message message;
        try {
            message = MessageJson.mapper().readValue(data, entry.type());
        } catch (JacksonException malformed) {
            throw new UnreadableMessage(
                    "Expected the data of %s, but %s".formatted(entry.wireName(), malformed.getOriginalMessage()),
                    malformed);
        }
        if (message == null) {
            throw new UnreadableMessage("Expected the data of %s, but found null.".formatted(entry.wireName()));
        }
        String missing = Completeness.firstMissing(message, "$");
        if (missing != null) {
            throw new UnreadableMessage(
                    "Expected %s to have \"%s\", but it is missing.".formatted(entry.wireName(), missing));
        }
        return message;
    }

    static @Nullable Link link(@Nullable String sequence, @Nullable String previousHash, @Nullable String hash) {
        if (sequence == null || previousHash == null || hash == null) {
            return null;
        }
        try {
            return new Link(Long.parseLong(sequence), previousHash, hash);
        } catch (NumberFormatException notANumber) {
            throw new UnreadableMessage(
                    "Expected \"sequence\" to be a whole number, but found \"%s\".".formatted(sequence), notANumber);
        }
    }

    private static @Nullable String extension(CloudEvent event, String name) {
        Object value = event.getExtension(name);
        return value == null ? null : value.toString();
    }

    private static void extend(io.cloudevents.core.v1.CloudEventBuilder builder, String name, @Nullable String value) {
        if (value != null) {
            builder.withExtension(name, value);
        }
    }
}
