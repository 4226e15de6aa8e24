package io.vigie.execution.variables;

import io.vigie.contracts.wire.MessageJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces placeholders in JSON-like values at any depth. Pure but for what the {@link Scope} holds.
 *
 * <ul>
 *   <li>{@code {{name}}} is the environment's, {@code {{app.name}}} the test's own, {@code {{test.name}}} the system's. Spaces
 *       just inside the braces do not count; upper and lower case differ.
 *   <li>One pass: a value that itself holds {@code {{...}}} is put in as it is. Nothing is ever evaluated.
 *   <li>A text that is one placeholder and nothing else takes the variable's value with its type, so that a captured number stays a
 *       number in a JSON body. Inside a longer text the value is written out: text as it is, anything else as JSON.
 *   <li>Names in objects are resolved like texts; two that become equal are refused.
 *   <li>A placeholder without a value is an error that names it and its place; it is never sent to the target as it stands.
 *   <li>{@code \{{} writes two literal braces. Braces that enclose nothing, or are not closed, are plain text.
 * </ul>
 */
public final class Resolver {

    /** The most characters that the resolved texts of one step may have together. */
    public static final int MAX_CHARACTERS = 8_000_000;

    private static final Pattern PLACEHOLDER = Pattern.compile("(\\\\)?\\{\\{(?:([^{}]*)\\}\\})?");

    private final Scope scope;
    private long characters;

    private Resolver(Scope scope) {
        this.scope = scope;
    }

    /**
     * The value with every placeholder replaced; the given one is left as it is.
     *
     * @param value text, number, boolean, {@code null}, list, or map with text keys
     * @param place where it stands, put before every place that is named: {@code actions[0].value}
     * @throws UnresolvedVariable at the first placeholder that has no value
     */
    public static Map<String, @Nullable Object> resolve(Map<String, ?> value, String place, Scope scope) {
        return new Resolver(scope).object(value, place);
    }

    /** How a value is written inside a text: a text as it is, anything else as JSON. */
    public static String written(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> text;
            case BigDecimal number -> number.toPlainString();
            case Boolean bool -> bool.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            default -> MessageJson.mapper().writeValueAsString(value);
        };
    }

    private @Nullable Object any(@Nullable Object value, String place) {
        return switch (value) {
            case String text -> text(text, place);
            case Map<?, ?> members -> object(members, place);
            case List<?> elements -> list(elements, place);
            case null, default -> value;
        };
    }

    private Map<String, @Nullable Object> object(Map<?, ?> members, String place) {
        Map<String, @Nullable Object> resolved = new LinkedHashMap<>();
        members.forEach((key, value) -> {
            String written = String.valueOf(key);
            String inside = place + "." + written;
            String name = written.contains("{{") ? written(text(written, inside)) : written;
            if (resolved.containsKey(name)) {
                throw new UnresolvedVariable(
                        "Expected the names in \"%s\" to differ once variables are replaced, but \"%s\" stands twice."
                                .formatted(place, name));
            }
            resolved.put(name, any(value, inside));
        });
        return Collections.unmodifiableMap(resolved);
    }

    private List<@Nullable Object> list(List<?> elements, String place) {
        List<@Nullable Object> resolved = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            resolved.add(any(elements.get(i), place + "[" + i + "]"));
        }
        return Collections.unmodifiableList(resolved);
    }

    private @Nullable Object text(String text, String place) {
        if (!text.contains("{{")) {
            return text;
        }
        Matcher matcher = PLACEHOLDER.matcher(text);
        StringBuilder written = new StringBuilder();
        int from = 0;
        int at = 0;
        while (matcher.find(at)) {
            String name = matcher.group(2);
            boolean escaped = matcher.group(1) != null;
            if (!escaped && (name == null || name.isBlank())) {
                // Two braces that open nothing. The second may open something with the brace after it.
                at = matcher.start() + 1;
                continue;
            }
            written.append(text, from, matcher.start());
            if (escaped || name == null) {
                written.append("{{");
                at = matcher.start() + 3;
            } else {
                Object value = scope.value(name.strip(), place);
                if (matcher.start() == 0 && matcher.end() == text.length()) {
                    return counted(value, place);
                }
                written.append(counted(written(value), place));
                at = matcher.end();
            }
            from = at;
        }
        return written.append(text, from, text.length()).toString();
    }

    private @Nullable Object counted(@Nullable Object value, String place) {
        if (value instanceof String text) {
            characters += text.length();
            if (characters > MAX_CHARACTERS) {
                throw new UnresolvedVariable(
                        "Expected the variables of one step to hold at most %d characters together, but at \"%s\" they hold more."
                                .formatted(MAX_CHARACTERS, place));
            }
        }
        return value;
    }
}
