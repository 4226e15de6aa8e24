package io.vigie.action;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a value is written into an error text: quoted when it is a text, cut when it is long. */
final class Shown {

    private static final int MOST_CHARACTERS = 100;

    private Shown() {}

    static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case CharSequence text -> "\"" + cut(text.toString()) + "\"";
            case Map<?, ?> map -> "an object of " + map.size() + " members";
            case List<?> list -> "a list of " + list.size() + " values";
            default -> cut(value.toString());
        };
    }

    private static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
