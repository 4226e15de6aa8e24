package io.vigie.campaign.environment;

import io.vigie.campaign.Fact;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/** What was decided about environments and their variables. */
public sealed interface EnvironmentEvent extends Fact {

    /** A root variable: it declares that the key exists, before any environment gives it a value. */
    record RootVariableDeclared(
            ProjectId projectId, String variableId, String key, String value, String description, boolean secret)
            implements EnvironmentEvent {}

    record RootVariableChanged(
            ProjectId projectId, String variableId, String key, String value, String description, boolean secret)
            implements EnvironmentEvent {}

    record RootVariableRetracted(ProjectId projectId, String variableId, String key) implements EnvironmentEvent {}

    record EnvironmentCreated(ProjectId projectId, EnvironmentId environmentId, String name)
            implements EnvironmentEvent {}

    /** @param maxParallel how many tests may run in it at one time, over all runs; absent for no limit */
    record EnvironmentLimited(
            ProjectId projectId,
            EnvironmentId environmentId,
            @Nullable Integer maxParallel) implements EnvironmentEvent {}

    /**
     * A variable has a value in an environment, for the first time or anew.
     *
     * @param version the environment's, one more than before
     * @param value the text; when secret, sealed under the environment's data key
     */
    record VariableDefined(
            ProjectId projectId,
            EnvironmentId environmentId,
            long version,
            String variableId,
            String key,
            String value,
            String description,
            boolean secret)
            implements EnvironmentEvent {}

    record VariableRemoved(
            ProjectId projectId, EnvironmentId environmentId, long version, String variableId, String key)
            implements EnvironmentEvent {}
}
