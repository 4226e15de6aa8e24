package io.vigie.campaign.catalogue;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.definition.Definition.Output;
import io.vigie.contracts.definition.Definition.Parameter;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the parameters of a step against what its action announced, before anything is stored or launched: for stored tests and for those
 * that are tried without being stored. Pure. A text that holds <code>{{</code> is accepted wherever one value belongs, since nobody knows yet
 * what the variable will hold; the worker checks again when it runs, by the same rules.
 */
final class ActionStepPolicy {

    /** The key of a step's value that every action has: which output goes to which variable of the test. */
    static final String OUTPUT_MAPPING = "output_mapping";

    private static final int LONGEST_NUMBER = 100;

    private static final Text UNKNOWN = Text.of("un paramètre inconnu", "an unknown parameter");
    private static final Text UNKNOWN_OUTPUT = Text.of("une sortie inconnue", "an unknown output");
    private static final Text HIDDEN = Text.of("une valeur masquée", "a hidden value");
    private static final Text TRUE_OR_FALSE = Text.of("true ou false", "true or false");
    private static final Text AN_OBJECT = Text.of("un objet", "an object");
    private static final Text A_VARIABLE_NAME = Text.of("le nom d'une variable du test", "the name of a test variable");

    private ActionStepPolicy() {}

    /**
     * @param path the place of the value: {@code actions[0].value}
     * @return what is wrong, in the order of the description; empty when nothing is
     */
    static List<Fault> check(ActionDefinition action, Map<String, ? extends @Nullable Object> value, String path) {
        List<Fault> faults = new ArrayList<>();
        checkMembers(action.parameters(), value, path, Set.of(OUTPUT_MAPPING), faults);
        checkOutputMapping(action, value, path + "." + OUTPUT_MAPPING, faults);
        return faults;
    }

    private static void checkMembers(
            List<Parameter> parameters, Map<?, ?> value, String path, Set<String> reserved, List<Fault> faults) {
        Set<String> known = new LinkedHashSet<>();
        for (Parameter parameter : parameters) {
            known.add(parameter.name());
            check(parameter, value.get(parameter.name()), path + "." + parameter.name(), faults);
        }
        for (Object key : value.keySet()) {
            String name = String.valueOf(key);
            if (!known.contains(name) && !reserved.contains(name)) {
                faults.add(new Fault(
                        path + "." + name,
                        Text.of("l'un des paramètres : %s", "one of the parameters: %s")
                                .with(String.join(", ", known)),
                        UNKNOWN));
            }
        }
    }

    private static void check(Parameter parameter, @Nullable Object value, String path, List<Fault> faults) {
        if (isMissing(parameter, value)) {
            if (parameter.required() && parameter.defaultValue() == null) {
                faults.add(new Fault(path, expected(parameter), AskedFields.shown(value)));
            }
            return;
        }
        if (value == null || holdsVariable(parameter, value)) {
            return;
        }
        if (!fits(parameter, value)) {
            faults.add(new Fault(path, expected(parameter), parameter.secret() ? HIDDEN : AskedFields.shown(value)));
        } else if (!parameter.fields().isEmpty()) {
            checkInside(parameter, value, path, faults);
        }
    }

    private static void checkInside(Parameter parameter, Object value, String path, List<Fault> faults) {
        if (value instanceof Map<?, ?> members) {
            checkMembers(parameter.fields(), members, path, Set.of(), faults);
        } else if (value instanceof List<?> elements) {
            for (int i = 0; i < elements.size(); i++) {
                String place = path + "[" + i + "]";
                if (elements.get(i) instanceof Map<?, ?> members) {
                    checkMembers(parameter.fields(), members, place, Set.of(), faults);
                } else {
                    faults.add(new Fault(
                            place, AN_OBJECT, parameter.secret() ? HIDDEN : AskedFields.shown(elements.get(i))));
                }
            }
        }
    }

    private static void checkOutputMapping(
            ActionDefinition action, Map<String, ? extends @Nullable Object> value, String path, List<Fault> faults) {
        Object mapping = value.get(OUTPUT_MAPPING);
        if (mapping == null) {
            return;
        }
        if (!(mapping instanceof Map<?, ?> entries)) {
            faults.add(new Fault(
                    path,
                    Text.of(
                            "un objet : sortie de l'action -> variable du test",
                            "an object: output of the action -> test variable"),
                    AskedFields.shown(mapping)));
            return;
        }
        Set<String> outputs = outputs(action, value);
        entries.forEach((output, variable) -> {
            if (!outputs.contains(String.valueOf(output))) {
                faults.add(new Fault(
                        path + "." + output,
                        Text.of("l'une des sorties : %s", "one of the outputs: %s")
                                .with(String.join(", ", outputs)),
                        UNKNOWN_OUTPUT));
            } else if (!(variable instanceof String name) || name.isBlank() || name.contains("{{")) {
                faults.add(new Fault(path + "." + output, A_VARIABLE_NAME, AskedFields.shown(variable)));
            }
        });
    }

    /** Those that the action lists, and those that the step itself names. */
    private static Set<String> outputs(ActionDefinition action, Map<String, ? extends @Nullable Object> value) {
        Set<String> outputs = new LinkedHashSet<>();
        action.outputs().stream().map(Output::name).forEach(outputs::add);
        String naming = action.outputsNamedBy();
        if (naming != null && value.get(naming) instanceof Map<?, ?> further) {
            further.keySet().forEach(name -> outputs.add(String.valueOf(name)));
        }
        return outputs;
    }

    private static boolean isMissing(Parameter parameter, @Nullable Object value) {
        return value == null || (!parameter.kind().equals("any") && value instanceof String text && text.isBlank());
    }

    private static boolean holdsVariable(Parameter parameter, Object value) {
        boolean scalar = !parameter.kind().equals("object") && !parameter.kind().equals("list");
        return scalar && value instanceof String text && text.contains("{{");
    }

    private static boolean fits(Parameter parameter, Object value) {
        return switch (parameter.kind()) {
            case "string", "textarea" -> value instanceof String || value instanceof Number || value instanceof Boolean;
            case "number" -> isWithinBounds(parameter, number(value));
            case "boolean", "checkbox" -> value instanceof Boolean || value instanceof String text && isBoolean(text);
            case "select" -> value instanceof String text && parameter.choices().contains(text);
            case "object" -> value instanceof Map;
            case "list" -> value instanceof List;
            default -> true;
        };
    }

    /** The number that a value is or says; nothing when it is none. */
    private static @Nullable BigDecimal number(Object value) {
        String text = String.valueOf(value).strip();
        if (!(value instanceof Number || value instanceof String) || text.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static boolean isWithinBounds(Parameter parameter, @Nullable BigDecimal number) {
        BigDecimal least = parameter.minimum();
        BigDecimal greatest = parameter.maximum();
        return number != null
                && (least == null || number.compareTo(least) >= 0)
                && (greatest == null || number.compareTo(greatest) <= 0);
    }

    private static boolean isBoolean(String text) {
        String word = text.strip();
        return word.equals("true") || word.equals("false");
    }

    private static Text expected(Parameter parameter) {
        return switch (parameter.kind()) {
            case "string", "textarea" -> Text.of("un texte", "a text");
            case "number" -> aNumber(parameter.minimum(), parameter.maximum());
            case "boolean", "checkbox" -> TRUE_OR_FALSE;
            case "select" ->
                Text.of("l'une des valeurs : %s", "one of the values: %s").with(String.join(", ", parameter.choices()));
            case "object" -> AN_OBJECT;
            case "list" ->
                parameter.fields().isEmpty()
                        ? Text.of("une liste", "a list")
                        : Text.of("une liste d'objets", "a list of objects");
            default -> Text.of("une valeur", "a value");
        };
    }

    private static Text aNumber(@Nullable BigDecimal least, @Nullable BigDecimal greatest) {
        if (least != null && greatest != null) {
            return Text.of("un nombre de %s à %s", "a number from %s to %s")
                    .with(least.toPlainString(), greatest.toPlainString());
        }
        if (least != null) {
            return Text.of("un nombre d'au moins %s", "a number of at least %s").with(least.toPlainString());
        }
        return greatest == null
                ? Text.of("un nombre", "a number")
                : Text.of("un nombre d'au plus %s", "a number of at most %s").with(greatest.toPlainString());
    }
}
