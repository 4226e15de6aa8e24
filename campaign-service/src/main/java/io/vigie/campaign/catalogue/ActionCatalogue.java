package io.vigie.campaign.catalogue;

import io.vigie.contracts.definition.Definition.ActionDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * The actions that workers announced, by type. Held in memory and filled again at each start from the topic, which keeps the newest of each.
 * Safe for use by many threads.
 */
@Component
public class ActionCatalogue {

    private volatile Map<String, ActionDefinition> byType = Map.of();

    /** Adds an action or replaces the one of the same type. */
    public synchronized void announce(ActionDefinition action) {
        Map<String, ActionDefinition> next = new TreeMap<>(byType);
        next.put(action.type(), action);
        byType = next;
    }

    /** Forgets the action of this type. */
    public synchronized void withdraw(String type) {
        Map<String, ActionDefinition> next = new TreeMap<>(byType);
        next.remove(type);
        byType = next;
    }

    /** The action of a type or an alias. */
    public Optional<ActionDefinition> find(String name) {
        ActionDefinition exact = byType.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        return byType.values().stream()
                .filter(action -> action.aliases().contains(name))
                .findFirst();
    }

    /** All actions, by type. */
    public Collection<ActionDefinition> all() {
        return List.copyOf(byType.values());
    }

    public boolean isEmpty() {
        return byType.isEmpty();
    }
}
