package io.vigie.actions.file;

import io.vigie.action.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** How the bytes of a file are written as text in a step and in its outputs. */
enum Content {
    /** UTF-8; what is none is replaced by question marks. */
    TEXT,
    /** Base64 (RFC 4648), for what is no text. */
    BASE64;

    byte[] bytes(Parameters parameters, String name) {
        String text = String.valueOf(parameters.value(name));
        if (this == TEXT) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw parameters.refuse(name, "a text in Base64");
        }
    }

    String text(byte[] bytes) {
        return this == TEXT
                ? new String(bytes, StandardCharsets.UTF_8)
                : Base64.getEncoder().encodeToString(bytes);
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
