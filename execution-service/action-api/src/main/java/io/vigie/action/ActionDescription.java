package io.vigie.action;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an action says about itself; the one source of its form, its documentation and the validation of its steps.
 *
 * @param type the canonical short name in a step's {@code type}: {@code http}
 * @param aliases other names accepted in {@code type}: {@code HTTPRequestAction}
 * @param title a few words
 * @param description what it does, how its verdict is reached, its limits
 * @param parameters what a step gives, in the order of the form
 * @param outputs what it finds out
 * @param outputsNamedBy the name of an object parameter whose keys are outputs too; {@code null} when all outputs are listed
 * @param examples steps that work as they stand
 */
public record ActionDescription(
        String type,
        List<String> aliases,
        Localized title,
        Localized description,
        List<ParameterDescription> parameters,
        List<OutputDescription> outputs,
        @Nullable String outputsNamedBy,
        List<ActionExample> examples) {

    /**
     * The key of a step's {@code value} that the host reads for every action: plug-in output to test variable. No action may have a
     * parameter of this name.
     */
    public static final String OUTPUT_MAPPING = "output_mapping";

    public ActionDescription {
        aliases = List.copyOf(aliases);
        parameters = List.copyOf(parameters);
        outputs = List.copyOf(outputs);
        examples = List.copyOf(examples);
        Set<String> names = new HashSet<>(Set.of(OUTPUT_MAPPING));
        for (ParameterDescription parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException("Expected the parameters of \"" + type
                        + "\" to have names of their own, but \"" + parameter.name() + "\" is taken.");
            }
        }
        if (outputsNamedBy != null && !names.contains(outputsNamedBy)) {
            throw new IllegalArgumentException("Expected \"" + outputsNamedBy + "\" to be a parameter of \"" + type
                    + "\", but there is none of that name.");
        }
    }
}
