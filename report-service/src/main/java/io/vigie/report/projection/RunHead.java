package io.vigie.report.projection;

import io.vigie.contracts.ProjectId;
import java.util.UUID;

/**
 * How far one run is folded.
 *
 * @param sequence of the last run event, 0 before the first
 * @param missing how many events of the history were never readable: more than 0 means that the rows are incomplete
 * @param deleted its report was removed; whatever comes of it from now on changes nothing
 * @param logsRemoved the lines of its logs were removed; none comes back
 * @param artifactsRemoved the contents of its files were removed
 */
public record RunHead(
        UUID run,
        ProjectId project,
        long sequence,
        long missing,
        boolean deleted,
        boolean logsRemoved,
        boolean artifactsRemoved) {

    /** Of a run of which nothing was removed, or all. */
    public RunHead(UUID run, ProjectId project, long sequence, long missing, boolean deleted) {
        this(run, project, sequence, missing, deleted, deleted, deleted);
    }

    static RunHead of(UUID run, ProjectId project) {
        return new RunHead(run, project, 0, 0, false);
    }

    /** Whether an event of this number is new. */
    boolean expects(long number) {
        return number > sequence;
    }

    RunHead advancedTo(long number) {
        return new RunHead(
                run, project, number, missing + number - sequence - 1, deleted, logsRemoved, artifactsRemoved);
    }

    RunHead asDeleted() {
        return new RunHead(run, project, sequence, missing, true, logsRemoved, artifactsRemoved);
    }
}
