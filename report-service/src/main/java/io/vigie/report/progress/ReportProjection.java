package io.vigie.report.progress;

import static io.vigie.report.projection.Columns.instant;
import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.contracts.ProjectId;
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

    private static final String SAVE = """
            INSERT INTO report (run_id, project_id, campaign_id, campaign_name, name, environment_id, environment_version,
                environment, stop_on_failure, parallelism, total, launched_by, launched_at, phase, outcome, status, progress,
                passed, failed, broken, skipped, cancelled, timed_out, interrupted, started_at, finished_at, duration_ms,
                error, sequence)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (run_id) DO UPDATE SET
                campaign_id = EXCLUDED.campaign_id, campaign_name = EXCLUDED.campaign_name, name = EXCLUDED.name,
                environment_id = EXCLUDED.environment_id, environment_version = EXCLUDED.environment_version,
                environment = EXCLUDED.environment, stop_on_failure = EXCLUDED.stop_on_failure,
                parallelism = EXCLUDED.parallelism, total = EXCLUDED.total, launched_by = EXCLUDED.launched_by,
                launched_at = EXCLUDED.launched_at, phase = EXCLUDED.phase, outcome = EXCLUDED.outcome,
                status = EXCLUDED.status, progress = EXCLUDED.progress, passed = EXCLUDED.passed, failed = EXCLUDED.failed,
                broken = EXCLUDED.broken, skipped = EXCLUDED.skipped, cancelled = EXCLUDED.cancelled,
                timed_out = EXCLUDED.timed_out, interrupted = EXCLUDED.interrupted, started_at = EXCLUDED.started_at,
                finished_at = EXCLUDED.finished_at, duration_ms = EXCLUDED.duration_ms, error = EXCLUDED.error,
                sequence = EXCLUDED.sequence
            """;

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
        return new ReportState(
                ProjectId.of(row.getString("project_id")),
                launch(row),
                Phase.valueOf(word(row, "phase")),
                Outcome.valueOf(word(row, "outcome")),
                new Counts(
                        row.getInt("passed"),
                        row.getInt("failed"),
                        row.getInt("broken"),
                        row.getInt("skipped"),
                        row.getInt("cancelled"),
                        row.getInt("timed_out"),
                        row.getInt("interrupted")),
                row.getInt("progress"),
                instant(row, "started_at"),
                finishedAt == null
                        ? null
                        : new ReportState.Ending(finishedAt, row.getLong("duration_ms"), row.getString("error")),
                row.getLong("sequence"));
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
                CampaignId.of(row.getString("campaign_id")),
                row.getString("campaign_name"),
                row.getString("name"),
                EnvironmentId.of(row.getString("environment_id")),
                row.getLong("environment_version"),
                row.getString("environment"),
                row.getBoolean("stop_on_failure"),
                row.getInt("parallelism"),
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
        ReportState.Ending ending = state.ending();
        Counts counts = state.counts();
        int at = 0;
        row.setObject(++at, run);
        set(row, ++at, state.project().value());
        set(row, ++at, launch == null ? null : launch.campaignId().value());
        set(row, ++at, launch == null ? null : launch.campaignName());
        set(row, ++at, launch == null ? null : launch.name());
        set(row, ++at, launch == null ? null : launch.environmentId().value());
        set(row, ++at, launch == null ? null : launch.environmentVersion());
        set(row, ++at, launch == null ? null : launch.environment());
        set(row, ++at, launch == null ? null : launch.stopOnFailure());
        set(row, ++at, launch == null ? null : launch.parallelism());
        set(row, ++at, launch == null ? null : launch.testCount());
        set(row, ++at, launch == null ? null : launch.launchedBy());
        set(row, ++at, launch == null ? null : launch.launchedAt());
        set(row, ++at, state.phase().toString());
        set(row, ++at, state.outcome().toString());
        set(row, ++at, SeedWords.reportStatus(state.phase(), state.outcome()));
        set(row, ++at, state.progress());
        set(row, ++at, counts.passed());
        set(row, ++at, counts.failed());
        set(row, ++at, counts.broken());
        set(row, ++at, counts.skipped());
        set(row, ++at, counts.cancelled());
        set(row, ++at, counts.timedOut());
        set(row, ++at, counts.interrupted());
        set(row, ++at, state.startedAt());
        set(row, ++at, ending == null ? null : ending.at());
        set(row, ++at, ending == null ? null : ending.durationMillis());
        set(row, ++at, ending == null ? null : ending.error());
        row.setLong(++at, state.sequence());
    }
}
