package io.vigie.campaign.environment;

import io.vigie.contracts.ProjectId;
import org.jspecify.annotations.Nullable;

/** What may be asked of variables, already well-formed. */
sealed interface EnvironmentCommand {

    record DeclareRootVariable(
            ProjectId projectId, String variableId, String key, String value, String description, boolean secret)
            implements EnvironmentCommand {}

    /** The environment comes into being with its first variable. */
    record DefineVariable(
            ProjectId projectId,
            String variableId,
            String environment,
            String key,
            String value,
            String description,
            boolean secret)
            implements EnvironmentCommand {

        /** Never the value: it may be a secret. */
        @Override
        public String toString() {
            return "DefineVariable[key=" + key + ", environment=" + environment + "]";
        }
    }

    /** What is absent stays as it is. */
    record ChangeVariable(
            ProjectId projectId,
            String variableId,
            @Nullable String value,
            @Nullable String description,
            @Nullable Boolean secret)
            implements EnvironmentCommand {

        @Override
        public String toString() {
            return "ChangeVariable[variableId=" + variableId + "]";
        }
    }

    /** @param maxParallel absent for no limit */
    record LimitEnvironment(
            ProjectId projectId,
            String environment,
            @Nullable Integer maxParallel) implements EnvironmentCommand {}

    record RemoveVariable(ProjectId projectId, String variableId) implements EnvironmentCommand {}
}
