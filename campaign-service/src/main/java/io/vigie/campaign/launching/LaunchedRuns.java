package io.vigie.campaign.launching;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.LaunchingEvent.CancelRequested;
import io.vigie.campaign.launching.LaunchingEvent.PlanFrozen;
import io.vigie.campaign.launching.LaunchingEvent.ReportDeleted;
import io.vigie.campaign.launching.LaunchingEvent.TrialDefined;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The launches whose reports are there or that have not ended, and which of them have: what somebody may ask to be ended, and what may still need
 * files.
 */
@Component
@InTheSameTransaction
public class LaunchedRuns {

    private final JdbcClient jdbc;

    LaunchedRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether the run's history has told its end. It may have ended a moment ago without having told us yet. */
    boolean isFinished(RunId run) {
        return jdbc.sql("SELECT count(*) FROM launched_run WHERE run_id = ? AND finished_at IS NOT NULL")
                        .param(run.value())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /**
     * Runs that have not ended and that nobody asked to be ended, by id: the oldest first.
     *
     * @param campaign absent for every campaign
     * @param environment absent for every environment
     * @param most how many at most
     */
    List<RunId> toCancel(ProjectId project, @Nullable CampaignId campaign, @Nullable String environment, int most) {
        return jdbc
                .sql("SELECT run_id FROM launched_run WHERE project_id = :project AND finished_at IS NULL"
                        + " AND cancel_requested_at IS NULL AND NOT report_deleted"
                        + (campaign == null ? "" : " AND campaign_id = :campaign")
                        + (environment == null ? "" : " AND environment = :environment")
                        + " ORDER BY run_id LIMIT :most")
                .param("project", project.value())
                .param("campaign", campaign == null ? "" : campaign.value())
                .param("environment", environment)
                .param("most", most)
                .query(String.class)
                .list()
                .stream()
                .map(RunId::of)
                .toList();
    }

    /** Takes what runs told of their end. In the caller's transaction. */
    public void finished(Map<RunId, Instant> ends) {
        if (ends.isEmpty()) {
            return;
        }
        List<Map.Entry<RunId, Instant>> sorted = ends.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(RunId::value)))
                .toList();
        jdbc.sql("""
                        UPDATE launched_run AS run SET finished_at = news.at::timestamptz
                          FROM unnest(?::text[], ?::text[]) AS news (run_id, at) WHERE run.run_id = news.run_id""")
                .param(sorted.stream().map(entry -> entry.getKey().value()).toArray(String[]::new))
                .param(sorted.stream().map(entry -> entry.getValue().toString()).toArray(String[]::new))
                .update();
        jdbc.sql("DELETE FROM launched_run WHERE run_id = ANY (?) AND report_deleted")
                .param(sorted.stream().map(entry -> entry.getKey().value()).toArray(String[]::new))
                .update();
    }

    @EventHandler
    void on(LaunchingEvent event) {
        switch (event) {
            case CampaignLaunched launched ->
                jdbc.sql("""
                                INSERT INTO launched_run (run_id, project_id, campaign_id, environment, launched_at)
                                VALUES (?, ?, ?, ?, ?)""")
                        .param(launched.runId().value())
                        .param(launched.projectId().value())
                        .param(launched.campaignId().value())
                        .param(launched.environment())
                        .param(launched.launchedAt().atOffset(ZoneOffset.UTC))
                        .update();
            case CancelRequested cancel ->
                jdbc.sql("UPDATE launched_run SET cancel_requested_at = ? WHERE run_id = ?")
                        .param(cancel.requestedAt().atOffset(ZoneOffset.UTC))
                        .param(cancel.runId().value())
                        .update();
            case ReportDeleted deleted -> {
                jdbc.sql("UPDATE launched_run SET report_deleted = true WHERE run_id = ?")
                        .param(deleted.runId().value())
                        .update();
                jdbc.sql("DELETE FROM launched_run WHERE run_id = ? AND finished_at IS NOT NULL")
                        .param(deleted.runId().value())
                        .update();
            }
            case PlanFrozen _, TrialDefined _ -> {
                // The plan is in the event; nobody asks for it here.
            }
        }
    }
}
