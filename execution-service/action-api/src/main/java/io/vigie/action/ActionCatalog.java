package io.vigie.action;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The actions that a host has, found by {@code type} or alias. Immutable, so it may be shared by threads; {@link #close} belongs to
 * whoever loaded it.
 */
public final class ActionCatalog implements AutoCloseable {

    private final List<Action> actions;
    private final Map<String, Action> byName;

    private ActionCatalog(List<Action> actions, Map<String, Action> byName) {
        this.actions = actions;
        this.byName = byName;
    }

    /**
     * Every action that {@link ServiceLoader} finds.
     *
     * @throws java.util.ServiceConfigurationError when a registered class cannot be loaded
     * @throws IllegalArgumentException when two actions answer to one name
     */
    public static ActionCatalog load(ClassLoader loader) {
        return of(ServiceLoader.load(Action.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /**
     * These actions.
     *
     * @throws IllegalArgumentException when two of them answer to one name
     */
    public static ActionCatalog of(Collection<? extends Action> actions) {
        Map<String, Action> byName = new HashMap<>();
        for (Action action : actions) {
            ActionDescription description = action.describe();
            List<String> names = new ArrayList<>(description.aliases());
            names.add(description.type());
            for (String name : names) {
                if (byName.put(name, action) != null) {
                    throw new IllegalArgumentException("Expected one action to answer to \"" + name
                            + "\", but two do. Remove one of the two jars, or rename one action.");
                }
            }
        }
        return new ActionCatalog(List.copyOf(actions), Map.copyOf(byName));
    }

    /** The action that a step's {@code type} means; empty when there is none. */
    public Optional<Action> find(String type) {
        return Optional.ofNullable(byName.get(type));
    }

    /** What the actions say about themselves, by type in alphabetical order. */
    public List<ActionDescription> descriptions() {
        return actions.stream()
                .map(Action::describe)
                .sorted(Comparator.comparing(ActionDescription::type))
                .toList();
    }

    /** Closes every action. */
    @Override
    public void close() {
        actions.forEach(Action::close);
    }
}
