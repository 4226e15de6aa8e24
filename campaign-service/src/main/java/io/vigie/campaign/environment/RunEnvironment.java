package io.vigie.campaign.environment;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentCreated;
import io.vigie.campaign.environment.EnvironmentEvent.EnvironmentLimited;
import io.vigie.campaign.environment.EnvironmentEvent.VariableDefined;
import io.vigie.campaign.environment.EnvironmentEvent.VariableRemoved;
import io.vigie.campaign.environment.EnvironmentState.Variable;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** An environment (filière) with the values of its variables. Not named Environment, which Spring has as a bean. It lives long, so it is kept in a cache between commands. */
@Aggregate(type = "environment", cache = "environmentCache")
class RunEnvironment {

    @AggregateIdentifier
    private EnvironmentId id;

    private ProjectId projectId;
    private EnvironmentState state = EnvironmentState.NONE;
    private @Nullable Integer maxParallel;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    RunEnvironment() {}

    @SuppressWarnings("NullAway.Init")
    RunEnvironment(ProjectId projectId, EnvironmentId id, String name) {
        apply(new EnvironmentCreated(projectId, id, name));
    }

    /** Gives a key its first value here. */
    void define(Variable variable) {
        if (state.variables().containsKey(variable.key())) {
            throw EnvironmentRefusals.taken(variable.key(), state.name());
        }
        if (state.variables().size() >= EnvironmentLimits.VARIABLES) {
            throw EnvironmentRefusals.full(
                    Text.of("%d variables au plus", "at most %d variables").with(EnvironmentLimits.VARIABLES),
                    Text.same(Integer.toString(state.variables().size())));
        }
        set(variable);
    }

    /** Gives a key another value, or the same one another description. */
    void change(Variable variable) {
        if (!variable.equals(get(variable.key()))) {
            set(variable);
        }
    }

    void remove(String key) {
        apply(new VariableRemoved(projectId, id, state.version() + 1, get(key).variableId(), key));
    }

    /** Says how many tests it takes at one time; {@code null} for any number. */
    void limit(@Nullable Integer newMaxParallel) {
        if (!Objects.equals(newMaxParallel, maxParallel)) {
            apply(new EnvironmentLimited(projectId, id, newMaxParallel));
        }
    }

    /** The variable of this key. @throws io.vigie.service.refusal.Refusal 404 when there is none */
    Variable get(String key) {
        Variable variable = state.variables().get(key);
        if (variable == null) {
            throw EnvironmentRefusals.unknown();
        }
        return variable;
    }

    private void set(Variable variable) {
        int bytes = state.bytesWithout(variable.key()) + variable.bytes();
        if (bytes > EnvironmentLimits.ENVIRONMENT_BYTES) {
            throw EnvironmentRefusals.full(
                    Text.of("%d octets au plus", "at most %d bytes").with(EnvironmentLimits.ENVIRONMENT_BYTES),
                    Text.of("%d octets", "%d bytes").with(bytes));
        }
        apply(new VariableDefined(
                projectId,
                id,
                state.version() + 1,
                variable.variableId(),
                variable.key(),
                variable.value(),
                variable.description(),
                variable.secret()));
    }

    @EventSourcingHandler
    void on(EnvironmentCreated event) {
        id = event.environmentId();
        projectId = event.projectId();
        state = state.evolve(event);
    }

    @EventSourcingHandler
    void on(EnvironmentLimited event) {
        maxParallel = event.maxParallel();
    }

    @EventSourcingHandler
    void on(VariableDefined event) {
        state = state.evolve(event);
    }

    @EventSourcingHandler
    void on(VariableRemoved event) {
        state = state.evolve(event);
    }
}
