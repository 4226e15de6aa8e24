package io.vigie.report.export;

import io.vigie.contracts.wire.MessageJson;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;

/** Writes JSON piece by piece. What is absent is left out. */
final class Json implements AutoCloseable {

    private final JsonGenerator json;

    private Json(JsonGenerator json) {
        this.json = json;
    }

    /** Something that is written between two brackets. */
    @FunctionalInterface
    interface Part {
        void write() throws IOException;
    }

    /** @param out left open */
    static Json to(OutputStream out) {
        return new Json(MessageJson.mapper()
                .writer()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .without(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .createGenerator(out));
    }

    /** Writes a document. @throws IOException when the stream fails */
    static void document(OutputStream out, Writing writing) throws IOException {
        try (Json json = to(out)) {
            json.object(() -> writing.write(json));
        } catch (JacksonException failed) {
            throw failed.getCause() instanceof IOException gone ? gone : new IOException(failed);
        }
    }

    /** What is written into a document. */
    @FunctionalInterface
    interface Writing {
        void write(Json json) throws IOException;
    }

    Json object(Part content) throws IOException {
        json.writeStartObject();
        content.write();
        json.writeEndObject();
        return this;
    }

    Json object(String name, Part content) throws IOException {
        json.writeName(name);
        return object(content);
    }

    Json array(String name, Part content) throws IOException {
        json.writeName(name);
        json.writeStartArray();
        content.write();
        json.writeEndArray();
        return this;
    }

    /** An item of an array. */
    Json item(String value) {
        json.writeString(whole(value));
        return this;
    }

    Json add(String name, @Nullable Object value) {
        if (value != null) {
            json.writeStringProperty(name, whole(value.toString()));
        }
        return this;
    }

    Json add(String name, @Nullable Long value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
        return this;
    }

    Json add(String name, @Nullable Integer value) {
        if (value != null) {
            json.writeNumberProperty(name, value);
        }
        return this;
    }

    Json add(String name, boolean value) {
        json.writeBooleanProperty(name, value);
        return this;
    }

    /** JSON in UTF-8 has no half of a surrogate pair; the cut of a long text may leave one. */
    static String whole(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                return text.codePoints()
                        .map(point ->
                                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? '\uFFFD' : point)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return text;
    }

    @Override
    public void close() {
        json.close();
    }
}
