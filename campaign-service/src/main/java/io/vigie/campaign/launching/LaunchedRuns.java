package io.vigie.campaign.launching;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.LaunchingEvent.CancelRequested;
import io.vigie.campaign.launching.LaunchingEvent.PlanFrozen;
import io.vigie.campaign.launching.LaunchingEvent.ReportDeleted;
import io.vigie.campaign.launching.LaunchingEvent.ReportExpired;
import io.vigie.campaign.launching.LaunchingEvent.ReportHeld;
import io.vigie.campaign.launching.LaunchingEvent.ReportReleased;
import io.vigie.campaign.launching.LaunchingEvent.TrialDefined;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.TestId;
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
     * Which runs are looked for; an absent part narrows nothing.
     *
     * @param test the one that a trial tries
     */
    record Wanted(
            @Nullable CampaignId campaign,
            @Nullable String environment,
            @Nullable TestId test) {}

    /**
     * Runs that have not ended and that nobody asked to be ended, by id: the oldest first.
     *
     * @param most how many at most
     */
    List<RunId> toCancel(ProjectId project, Wanted wanted, int most) {
        CampaignId campaign = wanted.campaign();
        String environment = wanted.environment();
        TestId test = wanted.test();
        return jdbc
                .sql("SELECT run_id FROM launched_run WHERE project_id = :project AND finished_at IS NULL"
                        + " AND cancel_requested_at IS NULL AND NOT report_deleted"
                        + (campaign == null ? "" : " AND campaign_id = :campaign")
                        + (environment == null ? "" : " AND environment = :environment")
                        + (test == null ? "" : " AND only_test = :test")
                        + " ORDER BY run_id LIMIT :most")
                .param("project", project.value())
                .param("campaign", campaign == null ? "" : campaign.value())
                .param("environment", environment)
                .param("test", test == null ? "" : test.value())
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
                                INSERT INTO launched_run (run_id, project_id, campaign_id, environment, launched_at, trial)
                                VALUES (?, ?, ?, ?, ?, ?)""")
                        .param(launched.runId().value())
                        .param(launched.projectId().value())
                        .param(launched.campaignId().value())
                        .param(launched.environment())
                        .param(launched.launchedAt().atOffset(ZoneOffset.UTC))
                        .param(launched.kind() == RunKind.TRIAL)
                        .update();
            case CancelRequested cancel ->
                jdbc.sql("UPDATE launched_run SET cancel_requested_at = ? WHERE run_id = ?")
                        .param(cancel.requestedAt().atOffset(ZoneOffset.UTC))
                        .param(cancel.runId().value())
                        .update();
            case ReportDeleted deleted -> forget(deleted.runId());
            case ReportExpired expired when expired.removed().contains(Kept.RUN) -> forget(expired.runId());
            case PlanFrozen plan
            when plan.tests().size() == 1 ->
                jdbc.sql("UPDATE launched_run SET only_test = ? WHERE run_id = ? AND trial")
                        .param(plan.tests().getFirst().testId().value())
                        .param(plan.runId().value())
                        .update();
            case PlanFrozen _, TrialDefined _ -> {
                // The plan is in the event; nobody asks for it here.
            }
            case ReportExpired _, ReportHeld _, ReportReleased _ -> {
                // It is there as before.
            }
        }
    }

    private void forget(RunId run) {
        jdbc.sql("UPDATE launched_run SET report_deleted = true WHERE run_id = ?")
                .param(run.value())
                .update();
        jdbc.sql("DELETE FROM launched_run WHERE run_id = ? AND finished_at IS NOT NULL")
                .param(run.value())
                .update();
    }
}
