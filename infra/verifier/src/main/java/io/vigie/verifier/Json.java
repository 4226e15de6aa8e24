package io.vigie.verifier;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON as it was written: objects as maps in their order, numbers as their digits, so that nothing is lost between reading and hashing. A
 * member that stands twice, bytes that are not UTF-8 and anything after the value are refused. Thread-safe.
 */
final class Json {

    /** A number's own text. */
    record Digits(String text) {}

    /** What is no JSON, or none that can be judged. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String fact) {
            super(fact);
        }
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxStringLength(Lines.MAX_LINE_BYTES)
                    .build())
            .build();

    /** What a double holds without loss, and RFC 8785 therefore writes without loss. */
    private static final int SAFE_DIGITS = 15;

    private Json() {}

    /** The members of an object. */
    static Map<String, @Nullable Object> object(byte[] utf8) throws Malformed {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text(utf8))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Malformed("it is no JSON object");
            }
            Map<String, @Nullable Object> members = members(parser);
            if (parser.nextToken() != null) {
                throw new Malformed("something follows its JSON object");
            }
            return members;
        } catch (JacksonException malformed) {
            throw new Malformed("it is no JSON: " + malformed.getOriginalMessage());
        }
    }

    private static String text(byte[] utf8) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Malformed("its bytes are not UTF-8");
        }
    }

    private static @Nullable Object value(JsonParser parser) throws Malformed {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> digits(parser.getString());
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new Malformed("it is no JSON");
        };
    }

    private static Map<String, @Nullable Object> members(JsonParser parser) throws Malformed {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private static List<@Nullable Object> elements(JsonParser parser) throws Malformed {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    /** Two numbers that one double stands for would have one hash: what a double cannot hold is not taken. */
    private static Digits digits(String text) throws Malformed {
        if (text.length() > SAFE_DIGITS) {
            BigDecimal exact = exact(text);
            double nearest = exact.doubleValue();
            if (Double.isInfinite(nearest)
                    || exact.compareTo(new BigDecimal(Double.toString(nearest))) != 0
                    || Math.abs(nearest) > 1L << 53) {
                throw new Malformed("its number %s has no canonical form".formatted(text));
            }
        }
        return new Digits(text);
    }

    private static BigDecimal exact(String text) throws Malformed {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException beyond) {
            throw new Malformed("its number %s has no canonical form".formatted(text));
        }
    }

    /** Canonical JSON (RFC 8785) of an object, as UTF-8. */
    static byte[] canonical(Map<String, @Nullable Object> object) throws Malformed {
        StringWriter text = new StringWriter(2 * 1024);
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, object);
        }
        try {
            return new JsonCanonicalizer(text.toString()).getEncodedUTF8();
        } catch (IOException | RuntimeException refused) {
            throw new Malformed("it has no canonical form: " + refused.getMessage());
        }
    }

    private static void write(JsonGenerator generator, @Nullable Object value) {
        switch (value) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Digits number -> generator.writeNumber(number.text());
            case Boolean flag -> generator.writeBoolean(flag);
            case List<?> elements -> {
                generator.writeStartArray();
                for (Object element : elements) {
                    write(generator, element);
                }
                generator.writeEndArray();
            }
            case Map<?, ?> members -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> member : members.entrySet()) {
                    generator.writeName(String.valueOf(member.getKey()));
                    write(generator, member.getValue());
                }
                generator.writeEndObject();
            }
            default -> throw new IllegalStateException("Expected a JSON value, but found " + value.getClass() + ".");
        }
    }

    /** An object as JSON text in the order of its members. */
    static String text(Map<String, @Nullable Object> object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, object);
        }
        return text.toString();
    }
}
