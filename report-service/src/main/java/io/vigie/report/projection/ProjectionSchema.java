package io.vigie.report.projection;

/** The schema of one generation of rows. */
public record ProjectionSchema(int generation) {

    private static final String PREFIX = "projection_";

    /** A name that needs no quotes. */
    public String name() {
        return PREFIX + generation;
    }

    ProjectionSchema next() {
        return new ProjectionSchema(generation + 1);
    }

    @Override
    public String toString() {
        return name();
    }
}
