package io.vigie.campaign.environment;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vigie.campaign.environment.EnvironmentEvent.RootVariableChanged;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableDeclared;
import io.vigie.campaign.environment.EnvironmentEvent.RootVariableRetracted;
import io.vigie.contracts.ProjectId;
import io.vigie.service.Text;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** The keys that a project's environments may give values to. Every change of a variable loads it first: its lock keeps them apart. */
@Aggregate(type = "root-variables")
class RootVariables {

    @AggregateIdentifier
    private String id;

    private final Map<String, Root> byKey = new HashMap<>();

    record Root(String variableId, String key, String value, String description, boolean secret) {}

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    RootVariables() {}

    RootVariables(ProjectId projectId) {
        this.id = idOf(projectId);
    }

    static String idOf(ProjectId projectId) {
        return "root-variables:" + projectId;
    }

    void declare(ProjectId projectId, String variableId, String key, String value, String description, boolean secret) {
        if (byKey.containsKey(key)) {
            throw EnvironmentRefusals.rootTaken(key);
        }
        if (byKey.size() >= EnvironmentLimits.ROOT_VARIABLES) {
            throw EnvironmentRefusals.full(
                    Text.of("%d variables racines au plus", "at most %d root variables")
                            .with(EnvironmentLimits.ROOT_VARIABLES),
                    Text.same(Integer.toString(byKey.size())));
        }
        apply(new RootVariableDeclared(projectId, variableId, key, value, description, secret));
    }

    void change(
            ProjectId projectId,
            String key,
            @Nullable String value,
            @Nullable String description,
            @Nullable Boolean secret) {
        Root present = get(key);
        Root next = new Root(
                present.variableId(),
                key,
                value == null ? present.value() : value,
                description == null ? present.description() : description,
                secret == null ? present.secret() : secret);
        if (!next.equals(present)) {
            apply(new RootVariableChanged(
                    projectId, next.variableId(), key, next.value(), next.description(), next.secret()));
        }
    }

    void retract(ProjectId projectId, String key) {
        apply(new RootVariableRetracted(projectId, get(key).variableId(), key));
    }

    /** Whether values of this key are secret by declaration. @throws io.vigie.service.refusal.Refusal when it is not declared */
    boolean isSecret(String key) {
        Root root = byKey.get(key);
        if (root == null) {
            throw EnvironmentRefusals.rootMissing(key);
        }
        return root.secret();
    }

    private Root get(String key) {
        Root root = byKey.get(key);
        if (root == null) {
            throw EnvironmentRefusals.unknown();
        }
        return root;
    }

    @EventSourcingHandler
    void on(RootVariableDeclared event) {
        id = idOf(event.projectId());
        byKey.put(
                event.key(),
                new Root(event.variableId(), event.key(), event.value(), event.description(), event.secret()));
    }

    @EventSourcingHandler
    void on(RootVariableChanged event) {
        byKey.put(
                event.key(),
                new Root(event.variableId(), event.key(), event.value(), event.description(), event.secret()));
    }

    @EventSourcingHandler
    void on(RootVariableRetracted event) {
        byKey.remove(event.key());
    }
}
