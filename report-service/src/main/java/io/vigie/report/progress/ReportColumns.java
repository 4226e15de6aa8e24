package io.vigie.report.progress;

import static io.vigie.report.projection.Columns.instant;
import static io.vigie.report.projection.Columns.set;
import static java.util.stream.Collectors.joining;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.contracts.StopReason;
import io.vigie.contracts.TestId;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.words.SeedWords;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns of {@code report} and of its snapshots: a state into a row and out of it. */
final class ReportColumns {

    static final List<String> ALL = List.of(
            "run_id",
            "project_id",
            "kind",
            "campaign_id",
            "campaign_name",
            "name",
            "environment_id",
            "environment_version",
            "environment",
            "files_version",
            "stop_on_failure",
            "parallelism",
            "retries",
            "test_timeout_ms",
            "run_timeout_ms",
            "environment_cap",
            "keep_failed_work",
            "total",
            "launched_by",
            "launched_at",
            "only_test",
            "phase",
            "outcome",
            "status",
            "progress",
            "passed",
            "failed",
            "broken",
            "skipped",
            "cancelled",
            "timed_out",
            "interrupted",
            "muted",
            "started_at",
            "stop_reason",
            "stop_requested_by",
            "stop_requested_at",
            "wished_by",
            "wished_at",
            "finished_at",
            "duration_ms",
            "error",
            "sequence");

    static final String NAMES = String.join(", ", ALL);

    static final String PLACES = ALL.stream().map(column -> "?").collect(joining(", "));

    private ReportColumns() {}

    static ReportState state(ResultSet row) throws SQLException {
        Instant finishedAt = instant(row, "finished_at");
        String onlyTest = row.getString("only_test");
        return new ReportState(
                ProjectId.of(row.getString("project_id")),
                launch(row),
                onlyTest == null ? null : TestId.of(onlyTest),
                Phase.valueOf(word(row, "phase")),
                Outcome.valueOf(word(row, "outcome")),
                new Counts(
                        row.getInt("passed"),
                        row.getInt("failed"),
                        row.getInt("broken"),
                        row.getInt("skipped"),
                        row.getInt("cancelled"),
                        row.getInt("timed_out"),
                        row.getInt("interrupted"),
                        row.getInt("muted")),
                row.getInt("progress"),
                instant(row, "started_at"),
                wish(row),
                stopping(row),
                finishedAt == null
                        ? null
                        : new ReportState.Ending(finishedAt, row.getLong("duration_ms"), row.getString("error")),
                row.getLong("sequence"));
    }

    private static ReportState.@Nullable Stop wish(ResultSet row) throws SQLException {
        Instant wishedAt = instant(row, "wished_at");
        return wishedAt == null
                ? null
                : new ReportState.Stop(StopReason.CANCELLED, row.getString("wished_by"), wishedAt);
    }

    /** The row tells people's wish until the run's own history says something else; when it says the same, there is no telling them apart and no need to. */
    private static ReportState.@Nullable Stop stopping(ResultSet row) throws SQLException {
        ReportState.Stop stop = stop(row);
        return Objects.equals(stop, wish(row)) ? null : stop;
    }

    private static ReportState.@Nullable Stop stop(ResultSet row) throws SQLException {
        Instant requestedAt = instant(row, "stop_requested_at");
        return requestedAt == null
                ? null
                : new ReportState.Stop(
                        StopReason.valueOf(word(row, "stop_reason")), row.getString("stop_requested_by"), requestedAt);
    }

    private static String word(ResultSet row, String column) throws SQLException {
        return row.getString(column).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static @Nullable LaunchFacts launch(ResultSet row) throws SQLException {
        Instant launchedAt = instant(row, "launched_at");
        if (launchedAt == null) {
            return null;
        }
        return new LaunchFacts(
                RunKind.valueOf(word(row, "kind")),
                CampaignId.of(row.getString("campaign_id")),
                row.getString("campaign_name"),
                row.getString("name"),
                EnvironmentId.of(row.getString("environment_id")),
                row.getLong("environment_version"),
                row.getString("environment"),
                row.getLong("files_version"),
                new RunOptions(
                        row.getBoolean("stop_on_failure"),
                        row.getInt("parallelism"),
                        row.getInt("retries"),
                        row.getObject("test_timeout_ms", Long.class),
                        row.getObject("run_timeout_ms", Long.class),
                        row.getObject("environment_cap", Integer.class),
                        row.getBoolean("keep_failed_work")),
                row.getInt("total"),
                row.getString("launched_by"),
                launchedAt);
    }

    static void fill(PreparedStatement row, UUID run, ReportState state) throws SQLException {
        LaunchFacts launch = state.launch();
        RunOptions options = launch == null ? null : launch.options();
        TestId onlyTest = state.onlyTest();
        ReportState.Stop stop = state.stop();
        ReportState.Stop wish = state.wish();
        ReportState.Ending ending = state.ending();
        Counts counts = state.counts();
        int at = 0;
        row.setObject(++at, run);
        set(row, ++at, state.project().value());
        set(row, ++at, launch == null ? null : launch.kind().toString());
        set(row, ++at, launch == null ? null : launch.campaignId().value());
        set(row, ++at, launch == null ? null : launch.campaignName());
        set(row, ++at, launch == null ? null : launch.name());
        set(row, ++at, launch == null ? null : launch.environmentId().value());
        set(row, ++at, launch == null ? null : launch.environmentVersion());
        set(row, ++at, launch == null ? null : launch.environment());
        set(row, ++at, launch == null ? null : launch.filesVersion());
        set(row, ++at, options == null ? null : options.stopOnFailure());
        set(row, ++at, options == null ? null : options.parallelism());
        set(row, ++at, options == null ? null : options.retries());
        set(row, ++at, options == null ? null : options.testTimeoutMillis());
        set(row, ++at, options == null ? null : options.runTimeoutMillis());
        set(row, ++at, options == null ? null : options.environmentCap());
        set(row, ++at, options == null ? null : options.keepFailedWork());
        set(row, ++at, launch == null ? null : launch.testCount());
        set(row, ++at, launch == null ? null : launch.launchedBy());
        set(row, ++at, launch == null ? null : launch.launchedAt());
        set(row, ++at, onlyTest == null ? null : onlyTest.value());
        set(row, ++at, state.phase().toString());
        set(row, ++at, state.outcome().toString());
        set(row, ++at, SeedWords.reportStatus(state.shownPhase(), state.outcome()));
        set(row, ++at, state.progress());
        set(row, ++at, counts.passed());
        set(row, ++at, counts.failed());
        set(row, ++at, counts.broken());
        set(row, ++at, counts.skipped());
        set(row, ++at, counts.cancelled());
        set(row, ++at, counts.timedOut());
        set(row, ++at, counts.interrupted());
        set(row, ++at, counts.muted());
        set(row, ++at, state.startedAt());
        set(row, ++at, stop == null ? null : stop.reason().toString());
        set(row, ++at, stop == null ? null : stop.requestedBy());
        set(row, ++at, stop == null ? null : stop.requestedAt());
        set(row, ++at, wish == null ? null : wish.requestedBy());
        set(row, ++at, wish == null ? null : wish.requestedAt());
        set(row, ++at, ending == null ? null : ending.at());
        set(row, ++at, ending == null ? null : ending.durationMillis());
        set(row, ++at, ending == null ? null : ending.error());
        row.setLong(++at, state.sequence());
    }
}
