package io.vigie.report.progress;

import static java.util.stream.Collectors.joining;

import io.vigie.contracts.campaign.CampaignEvent;
import io.vigie.contracts.run.RunEvent;
import io.vigie.report.projection.Columns;
import io.vigie.report.projection.Fact;
import io.vigie.report.projection.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes the table {@code report}: reads the rows of a batch's runs once, folds in memory, writes each row once. At every {@value #SNAPSHOT_EVERY}th
 * event of a run it keeps what the report was, so that any moment of the run is at most as many events away.
 */
@Component
class ReportProjection implements View {

    static final int SNAPSHOT_EVERY = 1_000;

    private static final String SAVE = "INSERT INTO report (%s) VALUES (%s) ON CONFLICT (run_id) DO UPDATE SET %s"
            .formatted(
                    ReportColumns.NAMES,
                    ReportColumns.PLACES,
                    ReportColumns.ALL.stream()
                            .filter(column -> !column.equals("run_id"))
                            .map(column -> column + " = EXCLUDED." + column)
                            .collect(joining(", ")));

    private static final String SNAPSHOT = "INSERT INTO report_snapshot (%s) VALUES (%s) ON CONFLICT DO NOTHING"
            .formatted(ReportColumns.NAMES, ReportColumns.PLACES);

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
        List<Map.Entry<UUID, ReportState>> snapshots = new ArrayList<>();
        for (Fact fact : ours) {
            ReportState state = now.getOrDefault(
                    fact.run(), ReportState.unknown(fact.message().projectId()));
            ReportState next = after(state, fact);
            now.put(fact.run(), next);
            if (fact.message() instanceof RunEvent && fact.sequence() % SNAPSHOT_EVERY == 0) {
                snapshots.add(Map.entry(fact.run(), next.wishing(null)));
            }
        }
        List<Map.Entry<UUID, ReportState>> changed = new ArrayList<>();
        now.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(before.get(entry.getKey())))
                .forEach(changed::add);
        save(SAVE, changed);
        save(SNAPSHOT, snapshots);
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
        Columns.deleteRuns(jdbc, "report_snapshot", runs);
    }

    private Map<UUID, ReportState> load(Collection<UUID> runs) {
        Map<UUID, ReportState> states = new HashMap<>();
        jdbc.query(
                "SELECT * FROM report WHERE run_id = ANY (?)",
                statement -> statement.setArray(1, Columns.uuids(statement, runs)),
                row -> {
                    states.put(row.getObject("run_id", UUID.class), ReportColumns.state(row));
                });
        return states;
    }

    private void save(String statement, List<Map.Entry<UUID, ReportState>> reports) {
        if (!reports.isEmpty()) {
            jdbc.batchUpdate(
                    statement,
                    reports,
                    reports.size(),
                    (row, report) -> ReportColumns.fill(row, report.getKey(), report.getValue()));
        }
    }
}
