package io.vigie.contracts;

/** Names the project (tenant) that owns a thing; every aggregate, event and row carries one. */
public record ProjectId(String value) implements Id {
    /** The one project there is, until projects have rights of their own. */
    public static final ProjectId COMMON = new ProjectId("Common");

    public ProjectId {
        Id.requireText(value, "ProjectId");
    }

    public static ProjectId of(String value) {
        return new ProjectId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
