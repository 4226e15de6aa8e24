package io.vigie.report.export;

import io.vigie.contracts.Kept;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.KnownRuns;
import io.vigie.report.projection.Removals;
import io.vigie.report.projection.RunHead;
import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Hands out runs to be exported: a few at once, each from one snapshot of the rows, for a limited time. Each holds a connection to the database as
 * long as its client takes to read, hence the limits. Thread-safe.
 */
@Service
class Exports {

    private static final Text BUSY = Text.of(
            "Trop d'exports en cours. Veuillez réessayer dans un instant.",
            "Too many exports at once. Please try again in a moment.");

    private static final String RUN = "SELECT * FROM report WHERE run_id = ? AND name IS NOT NULL";

    private final JdbcTemplate jdbc;
    private final KnownRuns runs;
    private final RunHistory history;
    private final Clock clock;
    private final Semaphore turns;
    private final Duration patience;
    private final Duration longest;

    /** @param atOnce how many exports there are at a time @param patience how long another one waits for its turn @param longest how long one may take */
    Exports(
            JdbcTemplate jdbc,
            KnownRuns runs,
            RunHistory history,
            Clock clock,
            @Value("${vigie.exports.at-once:2}") int atOnce,
            @Value("${vigie.exports.patience:10s}") Duration patience,
            @Value("${vigie.exports.longest:30m}") Duration longest) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.history = history;
        this.clock = clock;
        this.turns = new Semaphore(atOnce, true);
        this.patience = patience;
        this.longest = longest;
    }

    /** What is done with a run. */
    @FunctionalInterface
    interface Writing {
        void write(ExportedRun run) throws IOException;
    }

    /**
     * Does something with a run; one that was launched just now is waited for.
     *
     * @param withHistory whether what vouches for the history is wanted, too
     * @return whether there is such a run
     * @throws IOException when the writing throws it
     * @throws Refusal 503 when too many are being exported
     * @throws TooLong when it takes longer than an export may
     */
    boolean export(UUID run, boolean withHistory, Writing writing) throws IOException {
        takeTurn();
        try {
            if (withHistory && runs.find(run, Optional::of).isEmpty()) {
                return false;
            }
            List<String> vouching = withHistory ? history.vouchingFor(run) : List.of();
            return runs.find(run, head -> facts(run, head).map(facts -> write(facts, vouching, writing)))
                    .isPresent();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        } finally {
            turns.release();
        }
    }

    private void takeTurn() {
        try {
            if (turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.unavailable(BUSY).named("exports-busy");
    }

    private boolean write(RunFacts facts, List<String> vouching, Writing writing) {
        Instant end = facts.exportedAt().plus(longest);
        Runnable stillInTime = () -> {
            if (clock.instant().isAfter(end)) {
                throw new TooLong(longest);
            }
        };
        try {
            writing.write(new RunSnapshot(jdbc, facts, vouching, stillInTime));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return true;
    }

    private Optional<RunFacts> facts(UUID run, RunHead head) {
        return jdbc.query(RUN, (row, number) -> facts(row, head), run).stream().findFirst();
    }

    private RunFacts facts(ResultSet row, RunHead head) throws SQLException {
        Phase stored = Phase.valueOf(row.getString("phase").toUpperCase(Locale.ROOT));
        String stopReason = row.getString("stop_reason");
        long duration = row.getLong("duration_ms");
        boolean hasDuration = !row.wasNull();
        return new RunFacts(
                head.run(),
                row.getString("project_id"),
                row.getString("kind"),
                row.getString("campaign_id"),
                row.getString("campaign_name"),
                row.getString("name"),
                row.getString("environment_id"),
                row.getLong("environment_version"),
                row.getString("environment"),
                row.getLong("files_version"),
                row.getBoolean("stop_on_failure"),
                row.getInt("parallelism"),
                row.getInt("retries"),
                row.getInt("total"),
                row.getString("launched_by"),
                Objects.requireNonNull(Columns.instant(row, "launched_at")),
                stopReason != null && !stored.isTerminal() ? Phase.CANCELLING : stored,
                verdict(row.getString("outcome")),
                Columns.instant(row, "started_at"),
                Columns.instant(row, "finished_at"),
                hasDuration ? duration : null,
                stopReason,
                row.getString("stop_requested_by"),
                row.getString("error"),
                head.sequence(),
                head.missing(),
                clock.instant(),
                gone(head));
    }

    private List<Text> gone(RunHead head) {
        List<Text> gone = new ArrayList<>();
        if (head.logsRemoved()) {
            runs.removal(head.run(), Kept.LOGS).ifPresent(removal -> gone.add(Removals.sentence(removal, Kept.LOGS)));
        }
        if (head.artifactsRemoved()) {
            runs.removal(head.run(), Kept.ARTIFACTS)
                    .ifPresent(removal -> gone.add(Removals.sentence(removal, Kept.ARTIFACTS)));
        }
        return gone;
    }

    private static Outcome verdict(@Nullable String word) {
        return Objects.requireNonNull(RunSnapshot.outcome(word));
    }

    /** An export took longer than it may: most likely its reader is slow. */
    static final class TooLong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLong(Duration longest) {
            super("Expected to be done with an export within " + longest + ", but it was not read to its end.");
        }
    }
}
