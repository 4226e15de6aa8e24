package io.vigie.report.retention;

import static io.vigie.report.projection.Columns.set;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.campaign.CampaignEvent.CampaignHeld;
import io.vigie.contracts.campaign.CampaignEvent.CampaignReleased;
import io.vigie.contracts.campaign.CampaignEvent.ReportHeld;
import io.vigie.contracts.campaign.CampaignEvent.ReportReleased;
import io.vigie.contracts.campaign.CampaignEvent.RetentionSet;
import io.vigie.contracts.campaign.CampaignEvent.RetentionUnset;
import io.vigie.report.projection.Decision;
import io.vigie.report.projection.DecisionView;
import io.vigie.report.projection.ProjectionSchemas;
import io.vigie.report.projection.RunIds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Writes and reads the tables {@code retention_policy} and {@code hold}. Of decisions about one thing the one with the greatest number counts. */
@Component
class RuleRows implements DecisionView, Holds {

    private static final String ALL_OTHERS = "";
    private static final String CAMPAIGN = "campaign";
    private static final String RUN = "run";

    private static final String POLICY = """
            INSERT INTO retention_policy AS stored (project_id, campaign_id, decision, in_force, version, runs_ms, logs_ms, artifacts_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (project_id, campaign_id) DO UPDATE SET decision = excluded.decision, in_force = excluded.in_force,
                version = excluded.version, runs_ms = excluded.runs_ms, logs_ms = excluded.logs_ms, artifacts_ms = excluded.artifacts_ms
            WHERE stored.decision < excluded.decision""";

    private static final String HOLD = """
            INSERT INTO hold AS stored (project_id, kind, id, decision, held, reason) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (project_id, kind, id) DO UPDATE SET decision = excluded.decision, held = excluded.held, reason = excluded.reason
            WHERE stored.decision < excluded.decision""";

    private final JdbcTemplate jdbc;
    private final ProjectionSchemas schemas;

    RuleRows(JdbcTemplate jdbc, ProjectionSchemas schemas) {
        this.jdbc = jdbc;
        this.schemas = schemas;
    }

    @Override
    public void fold(List<Decision> decisions) {
        for (Decision decision : decisions) {
            switch (decision.message()) {
                case RetentionSet e ->
                    policy(
                            decision,
                            e.campaignId(),
                            true,
                            e.version(),
                            e.runsMillis(),
                            e.logsMillis(),
                            e.artifactsMillis());
                case RetentionUnset e -> policy(decision, e.campaignId(), false, e.version(), null, null, null);
                case CampaignHeld e -> hold(decision, CAMPAIGN, e.campaignId().value(), e.reason());
                case CampaignReleased e ->
                    hold(decision, CAMPAIGN, e.campaignId().value(), null);
                case ReportHeld e -> hold(decision, RUN, e.runId().value(), e.reason());
                case ReportReleased e -> hold(decision, RUN, e.runId().value(), null);
                default -> {
                    // About something else.
                }
            }
        }
    }

    private void policy(
            Decision decision,
            @Nullable CampaignId campaign,
            boolean inForce,
            long version,
            @Nullable Long runs,
            @Nullable Long logs,
            @Nullable Long artifacts) {
        jdbc.update(POLICY, row -> {
            row.setString(1, decision.message().projectId().value());
            row.setString(2, campaign == null ? ALL_OTHERS : campaign.value());
            row.setLong(3, decision.link().sequence());
            row.setBoolean(4, inForce);
            row.setLong(5, version);
            set(row, 6, runs);
            set(row, 7, logs);
            set(row, 8, artifacts);
        });
    }

    private void hold(Decision decision, String kind, String id, @Nullable String reason) {
        jdbc.update(HOLD, row -> {
            row.setString(1, decision.message().projectId().value());
            row.setString(2, kind);
            row.setString(3, id);
            row.setLong(4, decision.link().sequence());
            row.setBoolean(5, reason != null);
            set(row, 6, reason);
        });
    }

    /** Must be called in a transaction of {@link ProjectionSchemas}. */
    Rules rules() {
        Map<String, Policy> own = new HashMap<>();
        jdbc.query("SELECT * FROM retention_policy WHERE in_force", row -> {
            Policy policy = policy(row);
            own.put(policy.of() == null ? ALL_OTHERS : policy.of(), policy);
        });
        Map<UUID, String> runs = new HashMap<>();
        Map<String, String> campaigns = new HashMap<>();
        jdbc.query("SELECT kind, id, reason FROM hold WHERE held", row -> {
            String id = row.getString("id");
            String reason = String.valueOf(row.getString("reason"));
            if (row.getString("kind").equals(CAMPAIGN)) {
                campaigns.put(id, reason);
            } else {
                RunIds.parse(id).ifPresent(run -> runs.put(run, reason));
            }
        });
        Policy common = own.remove(ALL_OTHERS);
        return new Rules(common, own, runs, campaigns);
    }

    private static Policy policy(ResultSet row) throws SQLException {
        String campaign = row.getString("campaign_id");
        return new Policy(
                campaign.equals(ALL_OTHERS) ? null : campaign,
                row.getLong("version"),
                duration(row, "runs_ms"),
                duration(row, "logs_ms"),
                duration(row, "artifacts_ms"));
    }

    private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
        Long millis = row.getObject(column, Long.class);
        return millis == null ? null : Duration.ofMillis(millis);
    }

    @Override
    public Optional<String> reasonFor(UUID run, String campaign) {
        return schemas.read(() -> jdbc
                .queryForList(
                        "SELECT reason FROM hold WHERE held AND (kind = ? AND id = ? OR kind = ? AND id = ?) ORDER BY kind DESC LIMIT 1",
                        String.class,
                        RUN,
                        run.toString(),
                        CAMPAIGN,
                        campaign)
                .stream()
                .findFirst());
    }
}
