package io.vigie.campaign.catalogue;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a test says and does, as its author wrote it.
 *
 * @param actions run in this order
 * @param variables the test's own, with their initial values
 */
public record TestContent(String name, String description, List<Step> actions, List<Variable> variables) {

    public TestContent {
        actions = List.copyOf(actions);
        variables = List.copyOf(variables);
    }

    /** @param type the action's type or one of its aliases; @param value its parameters, variables unresolved */
    public record Step(String type, Map<String, @Nullable Object> value) {}

    public record Variable(String name, @Nullable String value) {}
}
