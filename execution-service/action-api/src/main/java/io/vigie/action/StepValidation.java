package io.vigie.action;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the parameters of a step against the description of its action, before anything runs. Pure. A text that holds
 * <code>{{</code> is accepted wherever one value belongs, since nobody knows yet what the variable will hold; the action checks
 * again at run time. A number or a boolean may be written as text, as forms and variables do.
 */
public final class StepValidation {

    private StepValidation() {}

    /**
     * @param description of the action that the step's {@code type} means
     * @param value the step's {@code value}: JSON-like, variables not yet replaced
     * @param path the place of {@code value}, put before every place that is named: {@code actions[0].value}
     * @return what is wrong, in the order of the description; empty when nothing is
     */
    public static List<StepProblem> validate(ActionDescription description, Map<String, ?> value, String path) {
        List<StepProblem> problems = new ArrayList<>();
        checkMembers(description.parameters(), value, path, Set.of(ActionDescription.OUTPUT_MAPPING), problems);
        checkOutputMapping(description, value, path + "." + ActionDescription.OUTPUT_MAPPING, problems);
        return List.copyOf(problems);
    }

    private static void checkMembers(
            List<ParameterDescription> known,
            Map<?, ?> value,
            String path,
            Set<String> reserved,
            List<StepProblem> problems) {
        Set<String> names = new LinkedHashSet<>();
        for (ParameterDescription parameter : known) {
            names.add(parameter.name());
            check(parameter, value.get(parameter.name()), path + "." + parameter.name(), problems);
        }
        for (Object key : value.keySet()) {
            if (!names.contains(String.valueOf(key)) && !reserved.contains(String.valueOf(key))) {
                problems.add(new StepProblem(
                        path + "." + key,
                        "one of the known parameters (" + String.join(", ", names) + ")",
                        "an unknown one"));
            }
        }
    }

    private static void check(
            ParameterDescription parameter, @Nullable Object value, String path, List<StepProblem> problems) {
        if (isMissing(parameter, value)) {
            if (parameter.required() && parameter.defaultValue() == null) {
                problems.add(new StepProblem(path, expected(parameter), value == null ? "nothing" : "an empty text"));
            }
            return;
        }
        if (value == null || (parameter.kind().isScalar() && holdsVariable(value))) {
            return;
        }
        if (!fits(parameter, value)) {
            problems.add(new StepProblem(
                    path, expected(parameter), parameter.secret() ? "a hidden value" : Shown.value(value)));
            return;
        }
        if (parameter.fields().isEmpty()) {
            return;
        }
        if (value instanceof Map<?, ?> members) {
            checkMembers(parameter.fields(), members, path, Set.of(), problems);
        } else if (value instanceof List<?> elements) {
            checkElements(parameter, elements, path, problems);
        }
    }

    private static void checkElements(
            ParameterDescription parameter, List<?> elements, String path, List<StepProblem> problems) {
        for (int i = 0; i < elements.size(); i++) {
            String place = path + "[" + i + "]";
            Object element = elements.get(i);
            if (element instanceof Map<?, ?> members) {
                checkMembers(parameter.fields(), members, place, Set.of(), problems);
            } else {
                problems.add(new StepProblem(place, "an object", Shown.value(element)));
            }
        }
    }

    private static void checkOutputMapping(
            ActionDescription description, Map<String, ?> value, String path, List<StepProblem> problems) {
        Object mapping = value.get(ActionDescription.OUTPUT_MAPPING);
        if (mapping == null) {
            return;
        }
        if (!(mapping instanceof Map<?, ?> members)) {
            problems.add(new StepProblem(path, "an object of output to test variable", Shown.value(mapping)));
            return;
        }
        Set<String> outputs = new LinkedHashSet<>();
        description.outputs().forEach(output -> outputs.add(output.name()));
        if (description.outputsNamedBy() != null
                && value.get(description.outputsNamedBy()) instanceof Map<?, ?> further) {
            further.keySet().forEach(name -> outputs.add(String.valueOf(name)));
        }
        members.forEach((output, variable) -> {
            if (!outputs.contains(String.valueOf(output))) {
                problems.add(new StepProblem(
                        path + "." + output,
                        "one of the outputs (" + String.join(", ", outputs) + ")",
                        "an unknown one"));
            } else if (!(variable instanceof String name) || name.isBlank() || holdsVariable(name)) {
                problems.add(
                        new StepProblem(path + "." + output, "the name of a test variable", Shown.value(variable)));
            }
        });
    }

    private static boolean isMissing(ParameterDescription parameter, @Nullable Object value) {
        return value == null || (parameter.kind() != ValueKind.ANY && value instanceof String text && text.isBlank());
    }

    private static boolean holdsVariable(Object value) {
        return value instanceof String text && text.contains("{{");
    }

    private static boolean fits(ParameterDescription parameter, Object value) {
        return switch (parameter.kind()) {
            case ANY -> true;
            case STRING, TEXTAREA -> value instanceof String || value instanceof Number || value instanceof Boolean;
            case NUMBER ->
                Numbers.read(value)
                        .filter(number -> isBetween(parameter, number))
                        .isPresent();
            case BOOLEAN, CHECKBOX -> Numbers.readBoolean(value).isPresent();
            case SELECT -> value instanceof String text && parameter.choices().contains(text);
            case OBJECT -> value instanceof Map;
            case LIST -> value instanceof List;
        };
    }

    private static boolean isBetween(ParameterDescription parameter, BigDecimal number) {
        return (parameter.minimum() == null || number.compareTo(parameter.minimum()) >= 0)
                && (parameter.maximum() == null || number.compareTo(parameter.maximum()) <= 0);
    }

    /** What belongs there, in words; shared with the reading at run time. */
    static String expected(ParameterDescription parameter) {
        return switch (parameter.kind()) {
            case ANY -> "given";
            case STRING, TEXTAREA -> "a text";
            case NUMBER -> "a number" + bounds(parameter);
            case BOOLEAN, CHECKBOX -> "true or false";
            case SELECT ->
                "one of "
                        + parameter.choices().stream().map(c -> "\"" + c + "\"").collect(joining(", "));
            case OBJECT -> "an object";
            case LIST -> parameter.fields().isEmpty() ? "a list" : "a list of objects";
        };
    }

    private static String bounds(ParameterDescription parameter) {
        Optional<BigDecimal> least = Optional.ofNullable(parameter.minimum());
        Optional<BigDecimal> greatest = Optional.ofNullable(parameter.maximum());
        if (least.isPresent() && greatest.isPresent()) {
            return " between " + least.get() + " and " + greatest.get();
        }
        return least.map(number -> " of at least " + number)
                .or(() -> greatest.map(number -> " of at most " + number))
                .orElse("");
    }
}
