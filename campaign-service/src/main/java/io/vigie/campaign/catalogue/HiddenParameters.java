package io.vigie.campaign.catalogue;

import io.vigie.contracts.definition.Definition.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which parameters of a step hold what its action calls a secret. Pure. */
final class HiddenParameters {

    private HiddenParameters() {}

    /** Their names, those of members behind a dot; elements of a list have no part in them. In alphabetical order. */
    static List<String> of(List<Parameter> parameters, Map<String, ? extends @Nullable Object> value) {
        TreeSet<String> hidden = new TreeSet<>();
        collect(parameters, value, "", hidden);
        return new ArrayList<>(hidden);
    }

    private static void collect(List<Parameter> parameters, Map<?, ?> value, String prefix, TreeSet<String> hidden) {
        for (Parameter parameter : parameters) {
            Object given = value.get(parameter.name());
            if (given == null) {
                continue;
            }
            String name = prefix + parameter.name();
            if (parameter.secret()) {
                hidden.add(name);
            } else if (given instanceof Map<?, ?> members) {
                collect(parameter.fields(), members, name + ".", hidden);
            } else if (given instanceof List<?> elements) {
                for (Object element : elements) {
                    if (element instanceof Map<?, ?> members) {
                        collect(parameter.fields(), members, name + ".", hidden);
                    }
                }
            }
        }
    }
}
