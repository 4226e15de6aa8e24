package io.vigie.actions.check;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How values are written into log lines and error texts: texts quoted, objects and lists as JSON, all of it cut. */
public final class Shown {

    private static final int MOST_CHARACTERS = 200;

    private Shown() {}

    /** The value, quoted when it is a text, cut after 200 characters. */
    public static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case CharSequence text -> "\"" + text(text.toString(), MOST_CHARACTERS) + "\"";
            case Map<?, ?> map -> text(Json.write(map), MOST_CHARACTERS);
            case List<?> list -> text(Json.write(list), MOST_CHARACTERS);
            default -> text(value.toString(), MOST_CHARACTERS);
        };
    }

    /** What was found, or that there is nothing. */
    public static String value(Found found) {
        return found.exists() ? value(found.value()) : "nothing";
    }

    /** The text on one line, cut after so many characters, never in the middle of a character. */
    public static String text(String text, int mostCharacters) {
        String line = text.replaceAll("\\R", "⏎");
        if (line.length() <= mostCharacters) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(mostCharacters - 1)) ? mostCharacters - 1 : mostCharacters;
        return line.substring(0, end) + "…";
    }
}
