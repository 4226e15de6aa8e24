package io.vigie.contracts;

/** Names a test case; a campaign holds a test at most once. */
public record TestId(String value) implements Id {
    public TestId {
        Id.requireText(value, "TestId");
    }

    public static TestId of(String value) {
        return new TestId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
