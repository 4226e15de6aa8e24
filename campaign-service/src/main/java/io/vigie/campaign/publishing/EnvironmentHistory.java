package io.vigie.campaign.publishing;

import io.vigie.campaign.environment.DataKeys;
import io.vigie.campaign.environment.EnvironmentEvent;
import io.vigie.campaign.environment.EnvironmentEvent.VariableDefined;
import io.vigie.campaign.environment.EnvironmentEvent.VariableRemoved;
import io.vigie.campaign.environment.EnvironmentState;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/**
 * Gives an environment as of any of its versions, folded from its own events. The newest versions are remembered, so that the usual case, the
 * next one, reads nothing. For the forwarder's thread alone.
 */
@Component
class EnvironmentHistory implements ContractMessages.EnvironmentDefinitions {

    private static final int REMEMBERED = 100;

    private final EventStore store;
    private final DataKeys keys;
    private final Map<EnvironmentId, EnvironmentState> newest = new LinkedHashMap<>(16, 0.75f, true);

    EnvironmentHistory(EventStore store, DataKeys keys) {
        this.store = store;
        this.keys = keys;
    }

    @Override
    public EnvironmentDefinition apply(EnvironmentEvent event, Long version) {
        EnvironmentId id = idOf(event);
        EnvironmentState before = newest.get(id);
        EnvironmentState state =
                before != null && before.version() == version - 1 ? before.evolve(event) : fold(id, version);
        newest.put(id, state);
        if (newest.size() > REMEMBERED) {
            newest.remove(newest.keySet().iterator().next());
        }
        return new EnvironmentDefinition(
                event.projectId(),
                id,
                version,
                state.name(),
                state.variables().values().stream()
                        .map(variable -> new EnvironmentVariable(variable.key(), variable.value(), variable.secret()))
                        .toList(),
                keys.wrapped(id).orElse(null));
    }

    private EnvironmentState fold(EnvironmentId id, long version) {
        EnvironmentState state = EnvironmentState.NONE;
        var events = store.readEvents(id.value(), 0);
        while (events.hasNext() && state.version() < version) {
            if (events.next().getPayload() instanceof EnvironmentEvent event) {
                state = state.evolve(event);
            }
        }
        return state;
    }

    private static EnvironmentId idOf(EnvironmentEvent event) {
        return switch (event) {
            case VariableDefined defined -> defined.environmentId();
            case VariableRemoved removed -> removed.environmentId();
            default ->
                throw new IllegalArgumentException("Expected an event with a version of its environment, but found \""
                        + event.getClass().getSimpleName() + "\".");
        };
    }
}
