package io.vigie.campaign.environment;

import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentCreated;
import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentLimited;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableChanged;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableDeclared;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableRetracted;
import io.vigie.campaign.environment.EnvironmentEvent.VariableDefined;
import io.vigie.campaign.environment.EnvironmentEvent.VariableRemoved;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An environment as its events made it. Immutable; the aggregate and the way out to Kafka fold it alike.
 *
 * @param version of the whole: one more with each change of a variable, 0 before the first
 * @param variables by key, in the order in which they came
 */
public record EnvironmentState(String name, long version, Map<String, Variable> variables) {

    public static final EnvironmentState NONE = new EnvironmentState("", 0, Map.of());

    /** @param value the text; when secret, sealed */
    public record Variable(String variableId, String key, String value, String description, boolean secret) {

        int bytes() {
            return key.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    public EnvironmentState evolve(EnvironmentEvent event) {
        return switch (event) {
            case EnvironmentCreated created -> new EnvironmentState(created.name(), version, variables);
            case VariableDefined defined -> {
                Map<String, Variable> next = new LinkedHashMap<>(variables);
                next.put(
                        defined.key(),
                        new Variable(
                                defined.variableId(),
                                defined.key(),
                                defined.value(),
                                defined.description(),
                                defined.secret()));
                yield new EnvironmentState(name, defined.version(), next);
            }
            case VariableRemoved removed -> {
                Map<String, Variable> next = new LinkedHashMap<>(variables);
                next.remove(removed.key());
                yield new EnvironmentState(name, removed.version(), next);
            }
            case EnvironmentLimited _, RootVariableDeclared _, RootVariableChanged _, RootVariableRetracted _ -> this;
        };
    }

    int bytesWithout(String key) {
        return variables.values().stream()
                .filter(variable -> !variable.key().equals(key))
                .mapToInt(Variable::bytes)
                .sum();
    }
}
