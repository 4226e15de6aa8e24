package io.vigie.campaign.catalogue;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a test says and does, as its author wrote it.
 *
 * @param actions run in this order
 * @param variables the test's own, with their initial values
 * @param settings absent when it has none, as tests of before there were any
 */
public record TestContent(
        String name,
        String description,
        List<Step> actions,
        List<Variable> variables,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TestSettings settings) {

    @JsonCreator
    public TestContent {
        actions = List.copyOf(actions);
        variables = List.copyOf(variables);
        settings = TestSettings.NONE.equals(settings) ? null : settings;
    }

    public TestContent(String name, String description, List<Step> actions, List<Variable> variables) {
        this(name, description, actions, variables, null);
    }

    /** How the test wants to be run. */
    public TestSettings wishes() {
        return settings == null ? TestSettings.NONE : settings;
    }

    /**
     * @param type the action's type or one of its aliases
     * @param value its parameters, variables unresolved
     * @param hidden the parameters whose values are shown nowhere, as the action said when the step was written; members of objects behind a dot
     */
    public record Step(
            String type,
            Map<String, @Nullable Object> value,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> hidden) {

        @JsonCreator
        public Step(String type, Map<String, @Nullable Object> value, @Nullable List<String> hidden) {
            this.type = type;
            this.value = value;
            this.hidden = hidden == null ? List.of() : List.copyOf(hidden);
        }

        public Step(String type, Map<String, @Nullable Object> value) {
            this(type, value, List.of());
        }
    }

    public record Variable(String name, @Nullable String value) {}
}
