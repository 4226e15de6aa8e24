package io.vigie.action;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of an action: enough to draw its field, document it and check its value. Built in a sentence:
 * {@code ParameterDescription.optional("timeout", NUMBER, label).withDefault(30).between(0, 300)}.
 *
 * @param name the key under {@code value} of a step
 * @param label what the form writes beside the field
 * @param kind what it holds
 * @param required whether a step without it is refused
 * @param defaultValue what an absent parameter counts as; {@code null} for none
 * @param choices the accepted texts of a {@link ValueKind#SELECT}; empty for other kinds
 * @param minimum the least number accepted; {@code null} for no bound
 * @param maximum the greatest number accepted; {@code null} for no bound
 * @param fields the members of an {@link ValueKind#OBJECT}, or of each object in a {@link ValueKind#LIST}; empty when free
 * @param help a sentence for whoever fills in the form; {@code null} for none
 * @param secret whether the value is hidden in forms, logs and error texts
 */
public record ParameterDescription(
        String name,
        Localized label,
        ValueKind kind,
        boolean required,
        @Nullable Object defaultValue,
        List<String> choices,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum,
        List<ParameterDescription> fields,
        @Nullable Localized help,
        boolean secret) {

    public ParameterDescription {
        choices = List.copyOf(choices);
        fields = List.copyOf(fields);
        if (name.isBlank()) {
            throw new IllegalArgumentException("Expected a parameter to have a name, but it is blank.");
        }
        if (kind == ValueKind.SELECT && choices.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected the select parameter \"" + name + "\" to list its choices, but it has none.");
        }
    }

    /** A parameter that a step must give. */
    public static ParameterDescription required(String name, ValueKind kind, Localized label) {
        return new ParameterDescription(name, label, kind, true, null, List.of(), null, null, List.of(), null, false);
    }

    /** A parameter that a step may leave out. */
    public static ParameterDescription optional(String name, ValueKind kind, Localized label) {
        return new ParameterDescription(name, label, kind, false, null, List.of(), null, null, List.of(), null, false);
    }

    /** A parameter that a step must give and that takes one of the listed texts. */
    public static ParameterDescription requiredChoice(String name, Localized label, List<String> choices) {
        return new ParameterDescription(
                name, label, ValueKind.SELECT, true, null, choices, null, null, List.of(), null, false);
    }

    /** A parameter that a step may leave out and that takes one of the listed texts. */
    public static ParameterDescription optionalChoice(String name, Localized label, List<String> choices) {
        return new ParameterDescription(
                name, label, ValueKind.SELECT, false, null, choices, null, null, List.of(), null, false);
    }

    /** The same, counting as {@code value} when a step leaves it out. */
    public ParameterDescription withDefault(Object value) {
        return new ParameterDescription(
                name, label, kind, required, value, choices, minimum, maximum, fields, help, secret);
    }

    /** The same, a number from {@code least} to {@code greatest}, both included. */
    public ParameterDescription between(long least, long greatest) {
        return new ParameterDescription(
                name,
                label,
                kind,
                required,
                defaultValue,
                choices,
                BigDecimal.valueOf(least),
                BigDecimal.valueOf(greatest),
                fields,
                help,
                secret);
    }

    /** The same, with known members. */
    public ParameterDescription withFields(ParameterDescription... members) {
        return new ParameterDescription(
                name, label, kind, required, defaultValue, choices, minimum, maximum, List.of(members), help, secret);
    }

    /** The same, with a sentence of help. */
    public ParameterDescription withHelp(String fr, String en) {
        return new ParameterDescription(
                name,
                label,
                kind,
                required,
                defaultValue,
                choices,
                minimum,
                maximum,
                fields,
                Localized.of(fr, en),
                secret);
    }

    /** The same, never shown. */
    public ParameterDescription asSecret() {
        return new ParameterDescription(
                name, label, kind, required, defaultValue, choices, minimum, maximum, fields, help, true);
    }
}
