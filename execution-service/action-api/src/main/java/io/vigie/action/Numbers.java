package io.vigie.action;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads numbers and booleans that may have been written as text, as forms and variables do. */
final class Numbers {

    /** Longer texts are not read as numbers: an exponent of many digits would cost more than anyone means to spend. */
    private static final int MOST_CHARACTERS = 100;

    private Numbers() {}

    static Optional<BigDecimal> read(@Nullable Object value) {
        String text = switch (value) {
            case Number number -> number.toString();
            case String string -> string.strip();
            case null, default -> "";
        };
        if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }

    static Optional<Boolean> readBoolean(@Nullable Object value) {
        return switch (value) {
            case Boolean bool -> Optional.of(bool);
            case String text when text.strip().equals("true") -> Optional.of(true);
            case String text when text.strip().equals("false") -> Optional.of(false);
            case null, default -> Optional.empty();
        };
    }
}
