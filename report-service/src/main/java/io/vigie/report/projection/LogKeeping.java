package io.vigie.report.projection;

/** Rows that come from a topic whose records do not live for ever: history alone cannot bring them back. */
public interface LogKeeping {

    /** Copies the logs that the new generation lacks, those of removed reports aside. */
    void carryOver(ProjectionSchema from, ProjectionSchema into);
}
