package io.vigie.report.export;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.service.Text;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a run as a whole.
 *
 * @param phase where it stands; a run that is not terminal yet is exported as it is now
 * @param outcome its verdict, or what it would be if it ended now
 * @param sequence of the last event of its history that the file knows
 * @param missing how many events of its history could never be read: more than 0 means that the file is incomplete
 * @param exportedAt when the file was asked for
 * @param gone what of the run was removed, a sentence each; empty when nothing was
 */
record RunFacts(
        UUID run,
        String project,
        String kind,
        String campaignId,
        String campaign,
        String name,
        String environmentId,
        long environmentVersion,
        String environment,
        long filesVersion,
        boolean stopOnFailure,
        int parallelism,
        int retries,
        int total,
        String launchedBy,
        Instant launchedAt,
        Phase phase,
        Outcome outcome,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Long durationMs,
        @Nullable String stopReason,
        @Nullable String stopRequestedBy,
        @Nullable String error,
        long sequence,
        long missing,
        Instant exportedAt,
        List<Text> gone) {

    RunFacts {
        gone = List.copyOf(gone);
    }

    boolean ended() {
        return phase.isTerminal();
    }

    /** When it began to run; until that is known, when it was launched. */
    Instant began() {
        return startedAt == null ? launchedAt : startedAt;
    }

    /** When it ended; until then, when the file was asked for. */
    Instant until() {
        return finishedAt == null ? exportedAt : finishedAt;
    }

    /** How long it ran; so far, when it goes on. */
    long millis() {
        return durationMs == null ? Math.max(0, until().toEpochMilli() - began().toEpochMilli()) : durationMs;
    }
}
