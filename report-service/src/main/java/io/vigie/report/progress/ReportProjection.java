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
import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.contracts.run.RunEvent.Counts;
import io.vigie.contracts.words.SeedWords;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes the table {@code report}: reads the rows of a batch's runs once, folds in memory, writes each row once. */
@Component
class ReportProjection implements View {

    private static final List<String> COLUMNS = List.of(
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
            "finished_at",
            "duration_ms",
            "error",
            "sequence");

    private static final String SAVE = "INSERT INTO report (%s) VALUES (%s) ON CONFLICT (run_id) DO UPDATE SET %s"
            .formatted(
                    String.join(", ", COLUMNS),
                    COLUMNS.stream().map(column -> "?").collect(joining(", ")),
                    COLUMNS.stream()
                            .filter(column -> !column.equals("run_id"))
                            .map(column -> column + " = EXCLUDED." + column)
                            .collect(joining(", ")));

    private final JdbcTemplate jdbc;

    ReportProjection(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void fold(List<Fact> facts) {
        List<Fact> ours =
                facts.stream().filter(ReportProjection::concernsReports).toList();
        if (ours.isEmpty()) {
            return;
        }
        Map<UUID, ReportState> before =
                load(ours.stream().map(Fact::run).distinct().toList());
        Map<UUID, ReportState> now = new HashMap<>(before);
        for (Fact fact : ours) {
            ReportState state = now.getOrDefault(
                    fact.run(), ReportState.unknown(fact.message().projectId()));
            now.put(fact.run(), after(state, fact));
        }
        List<Map.Entry<UUID, ReportState>> changed = new ArrayList<>();
        now.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .forEach(changed::add);
        save(changed);
    }

    private static boolean concernsReports(Fact fact) {
        return fact.message() instanceof RunEvent || fact.message() instanceof CampaignEvent;
    }

    private static ReportState after(ReportState state, Fact fact) {
        return switch (fact.message()) {
            case RunEvent event -> state.after(event, fact.sequence());
            case CampaignEvent event -> state.after(event);
            default -> state;
        };
    }

    @Override
    public void forget(Collection<UUID> runs) {
        Columns.deleteRuns(jdbc, "report", runs);
    }

    private Map<UUID, ReportState> load(Collection<UUID> runs) {
        Map<UUID, ReportState> states = new HashMap<>();
        jdbc.query(
                "SELECT * FROM report WHERE run_id = ANY (?)",
                statement -> statement.setArray(1, Columns.uuids(statement, runs)),
                row -> {
                    states.put(row.getObject("run_id", UUID.class), state(row));
                });
        return states;
    }

    private static ReportState state(ResultSet row) throws SQLException {
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
                stop(row),
                finishedAt == null
                        ? null
                        : new ReportState.Ending(finishedAt, row.getLong("duration_ms"), row.getString("error")),
                row.getLong("sequence"));
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

    private void save(List<Map.Entry<UUID, ReportState>> reports) {
        if (!reports.isEmpty()) {
            jdbc.batchUpdate(
                    SAVE, reports, reports.size(), (row, report) -> fill(row, report.getKey(), report.getValue()));
        }
    }

    private static void fill(PreparedStatement row, UUID run, ReportState state) throws SQLException {
        LaunchFacts launch = state.launch();
        RunOptions options = launch == null ? null : launch.options();
        TestId onlyTest = state.onlyTest();
        ReportState.Stop stop = state.stop();
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
        set(row, ++at, ending == null ? null : ending.at());
        set(row, ++at, ending == null ? null : ending.durationMillis());
        set(row, ++at, ending == null ? null : ending.error());
        row.setLong(++at, state.sequence());
    }
}
