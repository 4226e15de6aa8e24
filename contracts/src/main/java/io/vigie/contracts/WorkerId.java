package io.vigie.contracts;

/** Names a worker process for as long as it lives. */
public record WorkerId(String value) implements Id {
    public WorkerId {
        Id.requireText(value, "WorkerId");
    }

    public static WorkerId of(String value) {
        return new WorkerId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
