package io.vigie.campaign.catalogue;

import io.vigie.campaign.asking.AskedFields;
import io.vigie.campaign.catalogue.TestContent.Step;
import io.vigie.campaign.catalogue.TestContent.Variable;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.definition.Definition.ActionDefinition;
import io.vigie.contracts.wire.MessageJson;
import io.vigie.service.Text;
import io.vigie.service.refusal.Fault;
import io.vigie.service.refusal.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a test says and does from a request, against the actions that exist. */
final class TestContents {

    private static final Text AN_OBJECT = Text.of("un objet", "an object");
    private static final Text A_LIST = Text.of("une liste", "a list");

    private static final long LONGEST_TIMEOUT_SECONDS = 24 * 60 * 60;

    private static final int MOST_FAULTS = 50;

    private TestContents() {}

    /**
     * The content that a request gives; where it is silent, what is there already.
     *
     * @throws Refusal 400 with every place that is wrong
     */
    static TestContent read(AskedFields asked, @Nullable TestContent present, ActionCatalogue catalogue) {
        String name = asked.text("name", CatalogueLimits.NAME_LENGTH, present == null ? "" : present.name());
        if (asked.has("name") && name.isEmpty()) {
            asked.require("name");
        }
        String description = asked.text(
                "description", CatalogueLimits.DESCRIPTION_LENGTH, present == null ? "" : present.description());
        List<Step> actions =
                asked.has("actions") ? actions(asked, catalogue) : present == null ? List.of() : present.actions();
        List<Variable> variables =
                asked.has("variables") ? variables(asked) : present == null ? List.of() : present.variables();
        TestSettings settings = settings(asked, present == null ? TestSettings.NONE : present.wishes());
        asked.check();
        TestContent content = new TestContent(name, description, actions, variables, settings);
        checkSize(content);
        return content;
    }

    /**
     * The contents of {@code tests}, in order.
     *
     * @throws Refusal 400 with the first places that are wrong, over all tests
     */
    static List<TestContent> readAll(AskedFields asked, ActionCatalogue catalogue) {
        if (!(asked.raw("tests") instanceof List<?> elements)) {
            asked.fault("tests", A_LIST, AskedFields.shown(asked.raw("tests")));
            asked.check();
            return List.of();
        }
        if (elements.size() > CatalogueLimits.TESTS_AT_ONCE) {
            asked.fault(
                    "tests",
                    Text.of("%d tests au plus à la fois", "at most %d tests at once")
                            .with(CatalogueLimits.TESTS_AT_ONCE),
                    Text.same(Integer.toString(elements.size())));
            asked.check();
        }
        List<TestContent> contents = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < elements.size() && faults.size() < MOST_FAULTS; i++) {
            String place = "tests[" + i + "]";
            if (!(elements.get(i) instanceof Map<?, ?> test)) {
                faults.add(new Fault(place, AN_OBJECT, AskedFields.shown(elements.get(i))));
                continue;
            }
            try {
                contents.add(read(new AskedFields(members(test)).require("name"), null, catalogue));
            } catch (Refusal refusal) {
                refusal.faults()
                        .forEach(fault ->
                                faults.add(new Fault(place + "." + fault.path(), fault.expected(), fault.found())));
            }
        }
        asked.faults(faults);
        asked.check();
        return contents;
    }

    /** A setting that is named without a value goes; one that is not named stays. */
    private static TestSettings settings(AskedFields asked, TestSettings present) {
        Integer retries = present.retries();
        if (asked.names("retries")) {
            retries = asked.has("retries") ? asked.wholeNumber("retries", 0, RunOptions.MAX_RETRIES, 0) : null;
        }
        Long timeoutMillis =
                asked.names("timeout") ? asked.seconds("timeout", LONGEST_TIMEOUT_SECONDS) : present.timeoutMillis();
        boolean quarantined = asked.names("quarantined") ? asked.bool("quarantined", false) : present.quarantined();
        String reason = asked.names("quarantine_reason")
                ? asked.text("quarantine_reason", CatalogueLimits.QUARANTINE_REASON_LENGTH)
                : Objects.requireNonNullElse(present.quarantineReason(), "");
        if (!quarantined && asked.has("quarantine_reason") && !reason.isEmpty()) {
            asked.fault(
                    "quarantine_reason",
                    Text.of("rien : le test n'est pas en quarantaine", "nothing: the test is not quarantined"),
                    Fault.shown(reason));
        }
        String affinity = asked.names("affinity")
                ? asked.text("affinity", CatalogueLimits.AFFINITY_LENGTH)
                : Objects.requireNonNullElse(present.affinity(), "");
        if (affinity.chars().anyMatch(Character::isISOControl)) {
            asked.fault(
                    "affinity",
                    Text.of("un texte sans caractère de contrôle", "a text without control characters"),
                    Fault.shown(affinity));
        }
        return new TestSettings(
                retries,
                timeoutMillis,
                quarantined,
                quarantined && !reason.isEmpty() ? reason : null,
                affinity.isEmpty() ? null : affinity);
    }

    /** One action out of {@code {type, value}}. @throws Refusal 400 with every place that is wrong */
    static Step readAction(AskedFields asked, ActionCatalogue catalogue) {
        asked.require("type");
        Map<String, @Nullable Object> action = new LinkedHashMap<>();
        action.put("type", asked.raw("type"));
        action.put("value", asked.raw("value"));
        Step step = action(action, "", asked, catalogue);
        asked.check();
        return step;
    }

    /** @throws Refusal 400 when the test is larger than a message may carry */
    static void checkSize(TestContent content) {
        List<Fault> faults = new ArrayList<>();
        if (content.actions().size() > CatalogueLimits.ACTIONS) {
            faults.add(new Fault(
                    "actions",
                    Text.of("%d actions au plus", "at most %d actions").with(CatalogueLimits.ACTIONS),
                    Text.same(Integer.toString(content.actions().size()))));
        }
        int bytes = MessageJson.mapper().writeValueAsBytes(content).length;
        if (bytes > CatalogueLimits.DEFINITION_BYTES) {
            faults.add(new Fault(
                    Fault.BODY,
                    Text.of("un test de %d octets au plus", "a test of at most %d bytes")
                            .with(CatalogueLimits.DEFINITION_BYTES),
                    Text.of("%d octets", "%d bytes").with(bytes)));
        }
        if (!faults.isEmpty()) {
            throw AskedFields.invalid(faults);
        }
    }

    private static List<Step> actions(AskedFields asked, ActionCatalogue catalogue) {
        if (!(asked.raw("actions") instanceof List<?> elements)) {
            asked.fault("actions", A_LIST, AskedFields.shown(asked.raw("actions")));
            return List.of();
        }
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < Math.min(elements.size(), CatalogueLimits.ACTIONS + 1); i++) {
            steps.add(action(elements.get(i), "actions[" + i + "].", asked, catalogue));
        }
        return steps;
    }

    /** @param prefix the place of the action, with its dot; empty at the top */
    private static Step action(@Nullable Object element, String prefix, AskedFields asked, ActionCatalogue catalogue) {
        if (!(element instanceof Map<?, ?> action)) {
            asked.fault(prefix.substring(0, prefix.length() - 1), AN_OBJECT, AskedFields.shown(element));
            return new Step("", Map.of());
        }
        Map<String, @Nullable Object> value = Map.of();
        Object given = action.get("value");
        if (given instanceof Map<?, ?> members) {
            value = members(members);
        } else if (given != null) {
            asked.fault(prefix + "value", AN_OBJECT, AskedFields.shown(given));
        }
        String type = action.get("type") instanceof String text ? text : "";
        Optional<ActionDefinition> definition = catalogue.find(type);
        if (definition.isEmpty()) {
            asked.fault(
                    prefix + "type",
                    Text.of("l'un des types : %s", "one of the types: %s")
                            .with(catalogue.all().stream()
                                    .map(ActionDefinition::type)
                                    .collect(Collectors.joining(", "))),
                    AskedFields.shown(action.get("type")));
        } else if (given == null || given instanceof Map) {
            asked.faults(ActionStepPolicy.check(definition.get(), value, prefix + "value"));
        }
        List<String> hidden =
                definition.isPresent() ? HiddenParameters.of(definition.get().parameters(), value) : List.of();
        return new Step(type, value, hidden);
    }

    private static Map<String, @Nullable Object> members(Map<?, ?> members) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        members.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return Collections.unmodifiableMap(copy);
    }

    private static List<Variable> variables(AskedFields asked) {
        if (!(asked.raw("variables") instanceof List<?> elements)) {
            asked.fault("variables", A_LIST, AskedFields.shown(asked.raw("variables")));
            return List.of();
        }
        if (elements.size() > CatalogueLimits.VARIABLES) {
            asked.fault(
                    "variables",
                    Text.of("%d variables au plus", "at most %d variables").with(CatalogueLimits.VARIABLES),
                    Text.same(Integer.toString(elements.size())));
            return List.of();
        }
        List<Variable> variables = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < elements.size(); i++) {
            String path = "variables[" + i + "]";
            Variable variable = variable(elements.get(i), path, asked);
            if (!variable.name().isEmpty() && !names.add(variable.name())) {
                asked.fault(
                        path, Text.of("un nom pris une seule fois", "a name used once"), Fault.shown(variable.name()));
            }
            variables.add(variable);
        }
        return variables;
    }

    private static Variable variable(@Nullable Object element, String path, AskedFields asked) {
        Object name = element;
        Object value = null;
        if (element instanceof Map<?, ?> members) {
            name = members.get("name") == null ? members.get("key") : members.get("name");
            value = members.get("value");
        }
        if (!(name instanceof String text) || !isVariableName(text.strip())) {
            asked.fault(
                    path,
                    Text.of(
                                    "un nom sans point, accolade ni espace, de 1 à %d caractères",
                                    "a name without dot, brace or space, of 1 to %d characters")
                            .with(CatalogueLimits.VARIABLE_NAME_LENGTH),
                    AskedFields.shown(name));
            return new Variable("", null);
        }
        if (value instanceof Map || value instanceof List) {
            asked.fault(path + ".value", Text.of("un texte", "a text"), AskedFields.shown(value));
            return new Variable(text.strip(), null);
        }
        String initial = value == null ? null : value.toString();
        if (initial != null && initial.length() > CatalogueLimits.VARIABLE_VALUE_LENGTH) {
            asked.fault(
                    path + ".value",
                    Text.of("un texte de %d caractères au plus", "a text of at most %d characters")
                            .with(CatalogueLimits.VARIABLE_VALUE_LENGTH),
                    Text.of("%d caractères", "%d characters").with(initial.length()));
        }
        return new Variable(text.strip(), initial);
    }

    private static boolean isVariableName(String name) {
        return !name.isEmpty()
                && name.length() <= CatalogueLimits.VARIABLE_NAME_LENGTH
                && name.chars().noneMatch(c -> c == '.' || c == '{' || c == '}' || c <= ' ');
    }
}
