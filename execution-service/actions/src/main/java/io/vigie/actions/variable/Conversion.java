package io.vigie.actions.variable;

import io.vigie.action.ActionBrokenException;
import io.vigie.actions.check.Check;
import io.vigie.actions.check.Found;
import io.vigie.actions.check.Json;
import io.vigie.actions.check.Shown;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a value can be turned into. The wire name is the constant in lower case; texts are UTF-8. */
enum Conversion {
    /** Text; objects and lists as JSON. */
    STRING,
    /** A number. */
    NUMBER,
    /** A whole number; a fraction is refused rather than cut. */
    INTEGER,
    /** True or false. */
    BOOLEAN,
    /** What a JSON text holds. */
    JSON,
    /** The JSON text of a value. */
    JSON_TEXT,
    /** Capital letters. */
    UPPER,
    /** Small letters. */
    LOWER,
    /** Without blanks at both ends. */
    TRIM,
    /** How many characters, values or members. */
    LENGTH,
    /** Base64. */
    BASE64,
    /** The text behind Base64, ordinary or URL-safe. */
    BASE64_DECODE,
    /** As part of an address. */
    URL_ENCODE,
    /** The text behind a part of an address. */
    URL_DECODE,
    /** SHA-256 in hexadecimal digits. */
    SHA256;

    static List<String> wireNames() {
        return Arrays.stream(values()).map(Conversion::wireName).toList();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The value, converted.
     *
     * @throws ActionBrokenException when it cannot be
     */
    Object convert(@Nullable Object value) {
        return switch (this) {
            case STRING -> text(value);
            case NUMBER -> number(value);
            case INTEGER -> integer(value);
            case BOOLEAN -> bool(value);
            case JSON -> Json.read(text(value)).map(Found::value).orElseThrow(() -> refusal(value, "it is not JSON"));
            case JSON_TEXT -> Json.write(value);
            case UPPER -> text(value).toUpperCase(Locale.ROOT);
            case LOWER -> text(value).toLowerCase(Locale.ROOT);
            case TRIM -> text(value).strip();
            case LENGTH -> length(value);
            case BASE64 -> Base64.getEncoder().encodeToString(bytes(value));
            case BASE64_DECODE -> decoded(value);
            case URL_ENCODE ->
                URLEncoder.encode(text(value), StandardCharsets.UTF_8).replace("+", "%20");
            case URL_DECODE -> urlDecoded(value);
            case SHA256 -> HexFormat.of().formatHex(sha256(bytes(value)));
        };
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case String text -> text;
            case BigDecimal number when Check.number(number).isPresent() -> number.toPlainString();
            case Number number -> number.toString();
            case Boolean bool -> bool.toString();
            case null, default -> Json.write(value);
        };
    }

    private static byte[] bytes(@Nullable Object value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    private Object number(@Nullable Object value) {
        BigDecimal number = Check.number(value).orElseThrow(() -> refusal(value, "it does not read as a number"));
        return number.scale() <= 0 && number.precision() - number.scale() <= 18
                ? (Object) number.longValueExact()
                : number;
    }

    private Object integer(@Nullable Object value) {
        BigDecimal number = Check.number(value).orElseThrow(() -> refusal(value, "it does not read as a number"));
        if (number.precision() - number.scale() > 18) {
            throw refusal(value, "it has more than 18 digits");
        }
        try {
            return number.longValueExact();
        } catch (ArithmeticException fraction) {
            throw refusal(value, "it has a fraction");
        }
    }

    private Object bool(@Nullable Object value) {
        return switch (text(value).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw refusal(value, "it reads neither as true nor as false");
        };
    }

    private Object length(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> text(value).codePointCount(0, text(value).length());
        };
    }

    private Object decoded(@Nullable Object value) {
        String text = text(value).strip().replace('-', '+').replace('_', '/');
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException notBase64) {
            throw refusal(value, "it is not Base64");
        } catch (CharacterCodingException notText) {
            throw refusal(value, "what it holds is not a text");
        }
    }

    private Object urlDecoded(@Nullable Object value) {
        try {
            return URLDecoder.decode(text(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw refusal(value, "a % is not followed by two hexadecimal digits");
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Expected every JDK to have SHA-256, but this one has not.", impossible);
        }
    }

    private ActionBrokenException refusal(@Nullable Object value, String fact) {
        return new ActionBrokenException(
                "Expected to convert " + Shown.value(value) + " to " + wireName() + ", but " + fact + ".");
    }
}
