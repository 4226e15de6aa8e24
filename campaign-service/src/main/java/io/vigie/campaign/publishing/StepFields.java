package io.vigie.campaign.publishing;

import io.vigie.campaign.catalogue.TestContent.Step;
import io.vigie.contracts.campaign.CampaignEvent.Change;
import io.vigie.contracts.wire.MessageJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One step of a test as it is told.
 *
 * @param whole type and parameters as JSON, hidden ones masked
 * @param parameters by name, members of objects behind a dot; lists are told whole
 */
record StepFields(String type, FieldValue whole, Map<String, FieldValue> parameters) {

    static StepFields of(Step step) {
        Set<String> hidden = Set.copyOf(step.hidden());
        Map<String, FieldValue> parameters = new LinkedHashMap<>();
        collect(step.value(), "", hidden, parameters);
        Map<String, @Nullable Object> masked = new LinkedHashMap<>();
        masked.put("type", step.type());
        masked.put("value", masked(step.value(), "", hidden));
        return new StepFields(step.type(), FieldValue.of(json(masked)), parameters);
    }

    private static void collect(Map<?, ?> members, String prefix, Set<String> hidden, Map<String, FieldValue> fields) {
        members.forEach((key, value) -> {
            String name = prefix + key;
            if (hidden.contains(name)) {
                fields.put(name, FieldValue.secret(json(value)));
            } else if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                collect(inner, name + ".", hidden, fields);
            } else if (value instanceof List<?> list && holdsHidden(list, name + ".", hidden)) {
                String shown = ShownText.of(json(masked(list, name, hidden)));
                fields.put(name, new FieldValue(shown, json(list), true));
            } else {
                fields.put(name, FieldValue.of(value instanceof String text ? text : json(value)));
            }
        });
    }

    private static boolean holdsHidden(List<?> list, String prefix, Set<String> hidden) {
        return list.stream().anyMatch(Map.class::isInstance)
                && hidden.stream().anyMatch(name -> name.startsWith(prefix));
    }

    private static @Nullable Object masked(@Nullable Object value, String name, Set<String> hidden) {
        if (hidden.contains(name)) {
            return Change.HIDDEN;
        }
        return switch (value) {
            case Map<?, ?> members -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                String prefix = name.isEmpty() ? "" : name + ".";
                members.forEach((key, member) -> copy.put(String.valueOf(key), masked(member, prefix + key, hidden)));
                yield copy;
            }
            case List<?> elements -> {
                List<@Nullable Object> copy = new ArrayList<>();
                elements.forEach(element -> copy.add(masked(element, name, hidden)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    private static String json(@Nullable Object value) {
        return MessageJson.mapper().writeValueAsString(value);
    }
}
