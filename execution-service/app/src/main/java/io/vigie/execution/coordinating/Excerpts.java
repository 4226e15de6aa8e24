package io.vigie.execution.coordinating;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts what workers say to what a message may carry. */
final class Excerpts {

    /** How many characters of outputs a verdict carries at most: with its log and its message it stays a legal message. */
    static final int MAX_OUTPUT_TEXT = 50_000;

    private static final int MAX_MESSAGE_TEXT = 4_000;

    private Excerpts() {}

    static @Nullable String ofMessage(@Nullable String message) {
        return message == null ? null : of(message, MAX_MESSAGE_TEXT);
    }

    static String of(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    static Map<String, String> of(Map<String, String> outputs) {
        int length = 0;
        Map<String, String> kept = new LinkedHashMap<>();
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            length += output.getKey().length() + output.getValue().length();
            if (length > MAX_OUTPUT_TEXT) {
                return kept;
            }
            kept.put(output.getKey(), output.getValue());
        }
        return outputs;
    }
}
