package io.vigie.campaign.catalogue;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.contracts.definition.Definition.ActionDefinition;
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
 * Checks the parameters of a step against what its action announced, before anything is stored. Pure. A text that holds <code>{{</code> is
 * accepted wherever one value belongs, since nobody knows yet what the variable will hold; the worker checks again when it runs.
 */
final class ActionStepPolicy {

    /** The key of a step's value that every action has: which output goes to which variable of the test. */
    static final String OUTPUT_MAPPING = "output_mapping";

    private static final Text UNKNOWN = Text.of("un paramètre inconnu", "an unknown parameter");
    private static final Text TRUE_OR_FALSE = Text.of("true ou false", "true or false");
    private static final Text A_VARIABLE_NAME = Text.of("le nom d'une variable du test", "the name of a test variable");

    private ActionStepPolicy() {}

    /**
     * @param path the place of the value: {@code actions[0].value}
     * @return what is wrong, in the order of the description; empty when nothing is
     */
    static List<Fault> check(ActionDefinition action, Map<String, ? extends @Nullable Object> value, String path) {
        List<Fault> faults = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>();
        for (Parameter parameter : action.parameters()) {
            known.add(parameter.name());
            check(parameter, value.get(parameter.name()), path + "." + parameter.name(), faults);
        }
        for (String name : value.keySet()) {
            if (!known.contains(name) && !name.equals(OUTPUT_MAPPING)) {
                faults.add(new Fault(
                        path + "." + name,
                        Text.of("l'un des paramètres : %s", "one of the parameters: %s")
                                .with(String.join(", ", known)),
                        UNKNOWN));
            }
        }
        checkOutputMapping(value.get(OUTPUT_MAPPING), path + "." + OUTPUT_MAPPING, faults);
        return faults;
    }

    private static void check(Parameter parameter, @Nullable Object value, String path, List<Fault> faults) {
        if (isMissing(parameter, value)) {
            if (parameter.required() && parameter.defaultValue() == null) {
                faults.add(new Fault(path, expected(parameter), AskedFields.shown(value)));
            }
        } else if (value != null && !holdsVariable(parameter, value) && !fits(parameter, value)) {
            faults.add(new Fault(path, expected(parameter), AskedFields.shown(value)));
        }
    }

    private static void checkOutputMapping(@Nullable Object mapping, String path, List<Fault> faults) {
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
        entries.forEach((output, variable) -> {
            if (!(variable instanceof String name) || name.isBlank() || name.contains("{{")) {
                faults.add(new Fault(path + "." + output, A_VARIABLE_NAME, AskedFields.shown(variable)));
            }
        });
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
            case "number" -> value instanceof Number || value instanceof String text && isNumber(text);
            case "boolean", "checkbox" -> value instanceof Boolean || value instanceof String text && isBoolean(text);
            case "select" -> value instanceof String text && parameter.choices().contains(text);
            case "object" -> value instanceof Map;
            case "list" -> value instanceof List;
            default -> true;
        };
    }

    private static boolean isNumber(String text) {
        if (text.length() > 100) {
            return false;
        }
        try {
            new BigDecimal(text.strip());
            return true;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static boolean isBoolean(String text) {
        String word = text.strip();
        return word.equals("true") || word.equals("false");
    }

    private static Text expected(Parameter parameter) {
        return switch (parameter.kind()) {
            case "string", "textarea" -> Text.of("un texte", "a text");
            case "number" -> Text.of("un nombre", "a number");
            case "boolean", "checkbox" -> TRUE_OR_FALSE;
            case "select" ->
                Text.of("l'une des valeurs : %s", "one of the values: %s").with(String.join(", ", parameter.choices()));
            case "object" -> Text.of("un objet", "an object");
            case "list" -> Text.of("une liste", "a list");
            default -> Text.of("une valeur", "a value");
        };
    }
}
