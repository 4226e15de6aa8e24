package io.vigie.execution.variables;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The variables that one attempt of a test sees: the environment's ({@code {{name}}}), the test's own ({@code {{app.name}}}) and
 * the system's ({@code {{test.name}}}). Only the test's own can be set, and they alone hold other values than text. Safe for use
 * by several threads.
 */
public final class Scope {

    static final String OWN = "app.";
    static final String SYSTEM = "test.";

    /** The longest name of a variable, in characters. */
    public static final int MAX_NAME_LENGTH = 100;

    private final Map<String, String> environment;
    private final Map<String, String> unreadable;
    private final Map<String, Supplier<String>> system;
    private final Set<String> declared = new LinkedHashSet<>();
    private final Map<String, @Nullable Object> own = new LinkedHashMap<>();

    /**
     * @param environment name to value
     * @param unreadable names whose value cannot be had, each with the reason as the end of a sentence: {@code its secret does not open}
     * @param system name (without {@code test.}) to where its value comes from; asked only when a parameter names it
     */
    public Scope(
            Map<String, String> environment, Map<String, String> unreadable, Map<String, Supplier<String>> system) {
        this.environment = Map.copyOf(environment);
        this.unreadable = Map.copyOf(unreadable);
        this.system = new HashMap<>(system);
    }

    /** The test declares this variable, with an initial value or none; one without a value cannot be used before it is set. */
    public synchronized void declare(String name, @Nullable String initialValue) {
        declared.add(name);
        if (initialValue != null) {
            own.put(name, initialValue);
        }
    }

    /**
     * Sets one of the test's own variables; a new name comes into being.
     *
     * @throws IllegalArgumentException when the name cannot name a variable, or the value is not JSON-like
     */
    public synchronized void set(String name, @Nullable Object value) {
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "Expected a variable's name of 1 to %d characters without braces, but found \"%s\"."
                            .formatted(MAX_NAME_LENGTH, cut(name)));
        }
        Object kept = JsonLike.copyOf(value);
        declared.add(name);
        own.put(name, kept);
    }

    /** The value of one of the test's own variables, or null when it has none. */
    public synchronized @Nullable Object own(String name) {
        return own.get(name);
    }

    /** The test's own variables that have a value, in the order in which they came into being. */
    public synchronized Map<String, @Nullable Object> own() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(own));
    }

    /** Whether a test variable may have this name. */
    public static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= MAX_NAME_LENGTH
                && name.strip().equals(name)
                && name.indexOf('{') < 0
                && name.indexOf('}') < 0;
    }

    synchronized @Nullable Object value(String expression, String place) {
        if (expression.startsWith(OWN)) {
            return ownValue(expression, expression.substring(OWN.length()), place);
        }
        if (expression.startsWith(SYSTEM)) {
            Supplier<String> source = system.get(expression.substring(SYSTEM.length()));
            if (source == null) {
                throw unknown(expression, place, "the system offers only " + listed(SYSTEM, system.keySet()));
            }
            return source.get();
        }
        String value = environment.get(expression);
        if (value != null) {
            return value;
        }
        String reason = unreadable.get(expression);
        if (reason != null) {
            throw new UnresolvedVariable(
                    "Expected \"{{%s}}\" in \"%s\" to have a value, but %s.".formatted(cut(expression), place, reason));
        }
        throw unknown(expression, place, "the environment has none of that name");
    }

    private @Nullable Object ownValue(String expression, String name, String place) {
        if (own.containsKey(name)) {
            return own.get(name);
        }
        if (declared.contains(name)) {
            throw new UnresolvedVariable("Expected \"{{%s}}\" in \"%s\" to have a value, but nothing has set it yet."
                    .formatted(cut(expression), place));
        }
        throw unknown(expression, place, "the test has none of that name");
    }

    private static UnresolvedVariable unknown(String expression, String place, String reason) {
        return new UnresolvedVariable("Expected \"{{%s}}\" in \"%s\" to be a known variable, but %s."
                .formatted(cut(expression), place, reason));
    }

    private static String listed(String prefix, Collection<String> names) {
        return names.stream()
                .sorted()
                .map(name -> "{{" + prefix + name + "}}")
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
    }

    private static String cut(String text) {
        return text.length() <= MAX_NAME_LENGTH ? text : text.substring(0, MAX_NAME_LENGTH) + "…";
    }
}
