package io.vigie.contracts;

/** Names one execution of a campaign and its report. A UUID of version 7 (RFC 9562): it holds the instant of the launch. */
public record RunId(String value) implements Id {
    public RunId {
        Id.requireText(value, "RunId");
    }

    public static RunId of(String value) {
        return new RunId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
