package io.vigie.contracts.wire;

import io.vigie.contracts.Envelope;
import io.vigie.contracts.MessageCatalog;
import io.vigie.contracts.audit.AuditMessage;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an event in canonical JSON (RFC 8785) in one pass, since every event of every run is hashed in this form. Members come in the
 * order of their names' UTF-16 units, and characters are escaped as section 3.2.2.2 says. Numbers are whole in every event and are
 * written as they are. Thread-safe.
 */
final class CanonicalJson {

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .characterEscapes(new ControlCharacters())
                    .build())
            .addModules(MessageJson.mapper().registeredModules())
            .enable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private CanonicalJson() {}

    /** The CloudEvents 1.0 JSON form of the event with its {@code sequence} and without its hashes, as UTF-8. */
    static byte[] write(Envelope<?> envelope, long sequence) {
        return write(envelope, envelope.message(), Long.toString(sequence));
    }

    /** The CloudEvents 1.0 JSON form of a record of the ledger without its data's {@code signature}, as UTF-8. */
    static byte[] writeUnsigned(Envelope<? extends AuditMessage> envelope) {
        ObjectNode data = MAPPER.valueToTree(envelope.message());
        data.remove("signature");
        return write(envelope, data, null);
    }

    private static byte[] write(Envelope<?> envelope, Object data, @Nullable String sequence) {
        MessageCatalog.Entry entry = MessageCatalog.entryOf(envelope.message().getClass());
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        try (JsonGenerator event = MAPPER.createGenerator(out)) {
            event.writeStartObject();
            put(event, "actor", envelope.actor());
            put(event, "causationid", envelope.causationId());
            put(event, "correlationid", envelope.correlationId());
            event.writeName("data");
            event.writePOJO(data);
            put(event, "datacontenttype", MessageCodec.CONTENT_TYPE);
            put(event, "dataschema", entry.dataSchema());
            put(event, "id", envelope.id());
            put(event, "sequence", sequence);
            put(event, "source", envelope.source());
            put(event, "specversion", "1.0");
            put(event, "subject", envelope.subject());
            put(event, "time", envelope.time().toString());
            put(event, "traceparent", envelope.traceParent());
            put(event, "type", entry.wireName());
            event.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void put(JsonGenerator event, String name, @Nullable String value) {
        if (value != null) {
            event.writeStringProperty(name, value);
        }
    }

    /** RFC 8785 writes the hexadecimal digits of an escaped control character in lower case, and Jackson in upper. */
    private static final class ControlCharacters extends CharacterEscapes {

        private static final long serialVersionUID = 1L;

        private static final int[] CODES = codes();
        private static final SerializableString[] ESCAPES = escapes();

        private static int[] codes() {
            int[] codes = standardAsciiEscapesForJSON();
            for (int character = 0; character < 0x20; character++) {
                if (codes[character] == ESCAPE_STANDARD) {
                    codes[character] = ESCAPE_CUSTOM;
                }
            }
            return codes;
        }

        private static SerializableString[] escapes() {
            SerializableString[] escapes = new SerializableString[0x20];
            for (int character = 0; character < 0x20; character++) {
                escapes[character] = new SerializedString("\\u%04x".formatted(character));
            }
            return escapes;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return CODES.clone();
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return character < 0x20 ? ESCAPES[character] : null;
        }
    }
}
