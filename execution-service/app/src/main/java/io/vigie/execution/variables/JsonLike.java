package io.vigie.execution.variables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as JSON knows them: text, number, boolean, null, list, and map with text keys; nothing else can be written into a message. */
final class JsonLike {

    private static final int MAX_DEPTH = 100;

    private JsonLike() {}

    /**
     * The value with its lists and maps copied, so that nobody changes it later.
     *
     * @throws IllegalArgumentException when something in it is not JSON-like, or it is nested too deep
     */
    static @Nullable Object copyOf(@Nullable Object value) {
        return copy(value, 0);
    }

    private static @Nullable Object copy(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "Expected a value of at most %d levels, but it has more.".formatted(MAX_DEPTH));
        }
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Number number -> number;
            case Boolean bool -> bool;
            case List<?> elements -> {
                List<@Nullable Object> copy = new ArrayList<>(elements.size());
                elements.forEach(element -> copy.add(copy(element, depth + 1)));
                yield Collections.unmodifiableList(copy);
            }
            case Map<?, ?> members -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                members.forEach((key, member) -> copy.put(String.valueOf(key), copy(member, depth + 1)));
                yield Collections.unmodifiableMap(copy);
            }
            default ->
                throw new IllegalArgumentException(
                        "Expected a value of text, numbers, booleans, lists and maps, but found something else in it.");
        };
    }
}
