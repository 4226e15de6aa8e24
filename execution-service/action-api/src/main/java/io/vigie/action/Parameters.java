package io.vigie.action;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one call, variables replaced and the description's defaults filled in. Each reading method checks the value
 * again, because a variable may have put anything there, and refuses with a sentence for the tester. {@code null} and a blank text
 * count as absent, except for {@link #value}. Immutable.
 */
public final class Parameters {

    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private final String place;
    private final Map<String, ParameterDescription> known;
    private final Map<String, @Nullable Object> values;

    private Parameters(String place, List<ParameterDescription> descriptions, Map<?, ?> given) {
        this.place = place;
        this.known = new LinkedHashMap<>();
        this.values = new LinkedHashMap<>();
        given.forEach((name, value) -> values.put(String.valueOf(name), value));
        for (ParameterDescription description : descriptions) {
            known.put(description.name(), description);
            if (description.defaultValue() != null && isAbsent(values.get(description.name()))) {
                values.put(description.name(), description.defaultValue());
            }
        }
    }

    /**
     * @param description of the action that will read them; gives the defaults
     * @param value the step's {@code value}, variables replaced: text, number, boolean, {@code null}, list, map with text keys
     */
    public static Parameters of(ActionDescription description, Map<String, ? extends @Nullable Object> value) {
        Map<String, @Nullable Object> own = new LinkedHashMap<>(value);
        own.remove(ActionDescription.OUTPUT_MAPPING);
        return new Parameters("", description.parameters(), own);
    }

    /** Whether the parameter holds something: neither absent nor {@code null} nor a blank text. */
    public boolean has(String name) {
        return !isAbsent(values.get(name));
    }

    /** Whether the parameter was given at all, be it as {@code null} or as an empty text. */
    public boolean isGiven(String name) {
        return values.containsKey(name);
    }

    /** The value as it is; {@code null} when absent. */
    public @Nullable Object value(String name) {
        return values.get(name);
    }

    /** A text that must be there; a number or a boolean is written out. */
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "a text"));
    }

    /** A text, when there is one. */
    public Optional<String> optionalText(String name) {
        return switch (values.get(name)) {
            case null -> Optional.empty();
            case String text when text.isBlank() -> Optional.empty();
            case String text -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            case Boolean bool -> Optional.of(bool.toString());
            default -> throw wrong(name, "a text");
        };
    }

    /** A number that must be there, within the bounds of its description. */
    public BigDecimal number(String name) {
        BigDecimal number = Numbers.read(values.get(name)).orElseThrow(() -> wrong(name, "a number"));
        ParameterDescription description = known.get(name);
        if (description != null
                && ((description.minimum() != null && number.compareTo(description.minimum()) < 0)
                        || (description.maximum() != null && number.compareTo(description.maximum()) > 0))) {
            throw wrong(name, "a number");
        }
        return number;
    }

    /** True or false; false when absent and without a default. */
    public boolean flag(String name) {
        return has(name) && Numbers.readBoolean(values.get(name)).orElseThrow(() -> wrong(name, "true or false"));
    }

    /** A length of time given in seconds, fractions allowed; must be there and be more than zero. */
    public Duration seconds(String name) {
        BigDecimal seconds = number(name);
        if (seconds.signum() <= 0) {
            throw broken(name, "a positive number of seconds");
        }
        try {
            return Duration.ofNanos(
                    seconds.multiply(NANOS_PER_SECOND).toBigInteger().longValueExact());
        } catch (ArithmeticException tooLong) {
            throw broken(name, "a positive number of seconds");
        }
    }

    /** One of the constants of an enum, written in lower case as the description's choices are; must be there. */
    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        if (values.get(name) instanceof String text) {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return constant;
                }
            }
        }
        throw wrong(name, "one of the choices");
    }

    /** Names with values; empty when absent. */
    public Map<String, @Nullable Object> object(String name) {
        if (!has(name)) {
            return Map.of();
        }
        if (!(values.get(name) instanceof Map<?, ?> members)) {
            throw wrong(name, "an object");
        }
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        members.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return Collections.unmodifiableMap(copy);
    }

    /** Names with texts, such as headers; numbers and booleans are written out, {@code null} is left out; empty when absent. */
    public Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(name).forEach((key, value) -> {
            switch (value) {
                case null -> {}
                case String text -> texts.put(key, text);
                case Number number -> texts.put(key, number.toString());
                case Boolean bool -> texts.put(key, bool.toString());
                default -> throw broken(name, key, "a text", value);
            }
        });
        return Collections.unmodifiableMap(texts);
    }

    /** Values in an order; empty when absent. */
    public List<@Nullable Object> list(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (!(values.get(name) instanceof List<?> elements)) {
            throw wrong(name, "a list");
        }
        return Collections.unmodifiableList(new ArrayList<>(elements));
    }

    /** Objects in an order, each read like parameters; empty when absent. */
    public List<Parameters> objects(String name) {
        List<Parameters> objects = new ArrayList<>();
        ParameterDescription description = known.get(name);
        List<ParameterDescription> fields = description == null ? List.of() : description.fields();
        List<@Nullable Object> elements = list(name);
        for (int i = 0; i < elements.size(); i++) {
            String element = name + "[" + i + "]";
            if (!(elements.get(i) instanceof Map<?, ?> members)) {
                throw refusal(place + element, "an object", Shown.value(elements.get(i)));
            }
            objects.add(new Parameters(place + element + ".", fields, members));
        }
        return List.copyOf(objects);
    }

    /**
     * The refusal of a value that the action itself finds wrong, with the place and what was found:
     * {@code throw parameters.refuse("url", "an absolute http or https address")}.
     */
    public ActionBrokenException refuse(String name, String expected) {
        return broken(name, expected);
    }

    private ActionBrokenException wrong(String name, String otherwise) {
        ParameterDescription description = known.get(name);
        return broken(name, description == null ? otherwise : StepValidation.expected(description));
    }

    private ActionBrokenException broken(String name, String expected) {
        ParameterDescription description = known.get(name);
        boolean hidden = description != null && description.secret() && has(name);
        return refusal(place + name, expected, hidden ? "a hidden value" : Shown.value(values.get(name)));
    }

    private ActionBrokenException broken(String name, String key, String expected, @Nullable Object found) {
        return refusal(place + name + "." + key, expected, Shown.value(found));
    }

    private static ActionBrokenException refusal(String path, String expected, String found) {
        return new ActionBrokenException(new StepProblem(path, expected, found).message());
    }

    private static boolean isAbsent(@Nullable Object value) {
        return value == null || (value instanceof String text && text.isBlank());
    }
}
