package io.vigie.execution.working;

import io.vigie.contracts.definition.Definition.EnvironmentDefinition;
import io.vigie.contracts.definition.Definition.EnvironmentVariable;
import io.vigie.contracts.secret.SecretSeal;
import io.vigie.contracts.secret.SecretSeal.SealBroken;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment whose secrets have been opened. It lives as long as the slice that needs it, and is never sent or written.
 *
 * @param values name to value, secrets among them
 * @param unreadable names of secrets that do not open, each with the reason as the end of a sentence
 * @param mask hides the secrets
 */
record OpenEnvironment(Map<String, String> values, Map<String, String> unreadable, SecretMask mask) {

    static OpenEnvironment of(EnvironmentDefinition environment, @Nullable SecretSeal masterKey) {
        Map<String, String> values = new HashMap<>();
        Map<String, String> unreadable = new HashMap<>();
        List<String> secrets = new ArrayList<>();
        Opening opening = null;
        for (EnvironmentVariable variable : environment.variables()) {
            if (!variable.secret()) {
                values.put(variable.key(), variable.value());
                continue;
            }
            if (opening == null) {
                opening = Opening.of(environment, masterKey);
            }
            switch (opening.open(variable)) {
                case Opened(String value) -> {
                    values.put(variable.key(), value);
                    secrets.add(value);
                }
                case Closed(String reason) -> unreadable.put(variable.key(), reason);
            }
        }
        return new OpenEnvironment(values, unreadable, new SecretMask(secrets));
    }

    @Override
    public String toString() {
        return "OpenEnvironment[" + values.size() + " variables]";
    }

    private sealed interface Secret {}

    private record Opened(String value) implements Secret {
        @Override
        public String toString() {
            return SecretMask.MASK;
        }
    }

    private record Closed(String reason) implements Secret {}

    private record Opening(@Nullable SecretSeal dataKey, String otherwise) {

        static Opening of(EnvironmentDefinition environment, @Nullable SecretSeal masterKey) {
            String wrapped = environment.wrappedDataKey();
            if (masterKey == null) {
                return new Opening(null, "it is a secret and this worker has no master key");
            }
            if (wrapped == null) {
                return new Opening(null, "it is a secret whose key has been destroyed");
            }
            try {
                return new Opening(
                        masterKey.unwrap(wrapped, environment.environmentId().value()), "");
            } catch (SealBroken otherKey) {
                return new Opening(null, "it is a secret and this worker's master key does not open it");
            }
        }

        Secret open(EnvironmentVariable variable) {
            if (dataKey == null) {
                return new Closed(otherwise);
            }
            try {
                return new Opened(dataKey.open(variable.value(), variable.key()));
            } catch (SealBroken broken) {
                return new Closed("its secret does not open with the environment's key");
            }
        }
    }
}
