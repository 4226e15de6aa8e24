package io.vigie.campaign.retention;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.asking.Asker;
import io.vigie.campaign.retention.RetentionEvent.CampaignHeld;
import io.vigie.campaign.retention.RetentionEvent.CampaignReleased;
import io.vigie.campaign.retention.RetentionEvent.PolicySet;
import io.vigie.campaign.retention.RetentionEvent.PolicyUnset;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The policies and holds that are in force, kept in the transaction of the command. */
@Component
@InTheSameTransaction
class RetentionRows implements KeepingRules {

    /** Stands for all campaigns without a policy of their own. */
    private static final String ALL_OTHERS = "";

    /** Whoever removes a run shares it, whoever holds a campaign has it alone. Any number that nobody else of this database locks. */
    private static final long REMOVALS_LOCK = 0x7669676968L;

    private static final String CAMPAIGN = "campaign";
    private static final String RUN = "run";

    private final JdbcClient jdbc;

    RetentionRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param campaignId absent for all campaigns without a policy of their own */
    record PolicyRow(@Nullable String campaignId, long version, Durations durations) {}

    /** @param kind of what is held: campaign or run */
    record HoldRow(
            String kind,
            String id,
            String reason,
            @Nullable String heldBy,
            @Nullable String heldByName,
            Instant heldAt) {

        boolean isOfACampaign() {
            return kind.equals(CAMPAIGN);
        }
    }

    List<PolicyRow> policies(ProjectId project) {
        return jdbc.sql("SELECT * FROM retention_policy WHERE project_id = ? ORDER BY campaign_id")
                .param(project.value())
                .query(RetentionRows::policy)
                .list();
    }

    Optional<PolicyRow> policy(ProjectId project, @Nullable CampaignId campaign) {
        return jdbc.sql("SELECT * FROM retention_policy WHERE project_id = ? AND campaign_id = ?")
                .param(project.value())
                .param(campaign == null ? ALL_OTHERS : campaign.value())
                .query(RetentionRows::policy)
                .optional();
    }

    private static PolicyRow policy(ResultSet row, int number) throws SQLException {
        String campaign = row.getString("campaign_id");
        return new PolicyRow(
                campaign.equals(ALL_OTHERS) ? null : campaign,
                row.getLong("version"),
                new Durations(
                        row.getObject("runs_ms", Long.class),
                        row.getObject("logs_ms", Long.class),
                        row.getObject("artifacts_ms", Long.class)));
    }

    /** The newest first. */
    List<HoldRow> holds(ProjectId project, int most) {
        return jdbc.sql("""
                        SELECT hold.*, user_account.name AS held_by_name
                          FROM hold LEFT JOIN user_account ON user_account.user_id = hold.held_by
                         WHERE hold.project_id = ? ORDER BY held_at DESC, kind, id LIMIT ?""")
                .param(project.value())
                .param(most)
                .query((row, number) -> new HoldRow(
                        row.getString("kind"),
                        row.getString("id"),
                        row.getString("reason"),
                        row.getString("held_by"),
                        row.getString("held_by_name"),
                        row.getObject("held_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Whether anything was ever launched of a campaign, or decided about its runs. */
    boolean knows(ProjectId project, CampaignId campaign) {
        return jdbc.sql("""
                        SELECT EXISTS (SELECT FROM launched_run WHERE project_id = :project AND campaign_id = :campaign)
                            OR EXISTS (SELECT FROM retention_policy WHERE project_id = :project AND campaign_id = :campaign)
                            OR EXISTS (SELECT FROM hold WHERE project_id = :project AND kind = 'campaign' AND id = :campaign)""")
                .param("project", project.value())
                .param("campaign", campaign.value())
                .query(Boolean.class)
                .single();
    }

    /** Waits for removals that are under way, and keeps others waiting until the transaction ends. */
    void awaitRemovals() {
        lock("pg_advisory_xact_lock");
    }

    private void lock(String function) {
        jdbc.sql("SELECT " + function + "(?)")
                .param(REMOVALS_LOCK)
                .query((row, number) -> true)
                .list();
    }

    @Override
    public Optional<String> heldFor(ProjectId project, CampaignId campaign) {
        lock("pg_advisory_xact_lock_shared");
        return jdbc.sql("SELECT reason FROM hold WHERE project_id = ? AND kind = 'campaign' AND id = ?")
                .param(project.value())
                .param(campaign.value())
                .query(String.class)
                .optional();
    }

    @Override
    public Optional<InForce> policyFor(ProjectId project, CampaignId campaign) {
        return policy(project, campaign).or(() -> policy(project, null)).map(row -> {
            String of = row.campaignId();
            Durations durations = row.durations();
            return new InForce(
                    of == null ? null : CampaignId.of(of),
                    row.version(),
                    durations.runs(),
                    durations.logs(),
                    durations.artifacts());
        });
    }

    @Override
    public void held(ProjectId project, RunId run, String reason) {
        hold(project, RUN, run.value(), reason);
    }

    @Override
    public void released(ProjectId project, RunId run) {
        release(project, RUN, run.value());
    }

    private void hold(ProjectId project, String kind, String id, String reason) {
        jdbc.sql("""
                        INSERT INTO hold (project_id, kind, id, reason, held_by) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (project_id, kind, id) DO UPDATE
                           SET reason = excluded.reason, held_by = excluded.held_by, held_at = excluded.held_at""")
                .param(project.value())
                .param(kind)
                .param(id)
                .param(reason)
                .param(asker())
                .update();
    }

    /** Who asks, as the command's metadata tells. */
    private static @Nullable String asker() {
        return CurrentUnitOfWork.isStarted()
                        && CurrentUnitOfWork.get()
                                        .root()
                                        .getMessage()
                                        .getMetaData()
                                        .get(Asker.ACTOR)
                                instanceof String actor
                ? actor
                : null;
    }

    private void release(ProjectId project, String kind, String id) {
        jdbc.sql("DELETE FROM hold WHERE project_id = ? AND kind = ? AND id = ?")
                .param(project.value())
                .param(kind)
                .param(id)
                .update();
    }

    @EventHandler
    void on(RetentionEvent event) {
        switch (event) {
            case PolicySet set -> {
                CampaignId campaign = set.campaignId();
                jdbc.sql("""
                                INSERT INTO retention_policy (project_id, campaign_id, version, runs_ms, logs_ms, artifacts_ms)
                                VALUES (?, ?, ?, ?, ?, ?)
                                ON CONFLICT (project_id, campaign_id) DO UPDATE
                                   SET version = excluded.version, runs_ms = excluded.runs_ms, logs_ms = excluded.logs_ms,
                                       artifacts_ms = excluded.artifacts_ms""")
                        .param(set.projectId().value())
                        .param(campaign == null ? ALL_OTHERS : campaign.value())
                        .param(set.version())
                        .param(set.runsMillis())
                        .param(set.logsMillis())
                        .param(set.artifactsMillis())
                        .update();
            }
            case PolicyUnset unset ->
                jdbc.sql("DELETE FROM retention_policy WHERE project_id = ? AND campaign_id = ?")
                        .param(unset.projectId().value())
                        .param(unset.campaignId().value())
                        .update();
            case CampaignHeld held ->
                hold(held.projectId(), CAMPAIGN, held.campaignId().value(), held.reason());
            case CampaignReleased released ->
                release(released.projectId(), CAMPAIGN, released.campaignId().value());
        }
    }
}
