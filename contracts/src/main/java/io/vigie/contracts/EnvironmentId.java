package io.vigie.contracts;

/** Names an environment (the first seed's filière): the set of variable values that a run uses. */
public record EnvironmentId(String value) implements Id {
    public EnvironmentId {
        Id.requireText(value, "EnvironmentId");
    }

    public static EnvironmentId of(String value) {
        return new EnvironmentId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
