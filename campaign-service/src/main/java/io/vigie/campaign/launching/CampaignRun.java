package io.vigie.campaign.launching;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vigie.campaign.catalogue.TestContent;
import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.LaunchingEvent.CancelRequested;
import io.vigie.campaign.launching.LaunchingEvent.PlanFrozen;
import io.vigie.campaign.launching.LaunchingEvent.ReportDeleted;
import io.vigie.campaign.launching.LaunchingEvent.ReportExpired;
import io.vigie.campaign.launching.LaunchingEvent.ReportHeld;
import io.vigie.campaign.launching.LaunchingEvent.ReportReleased;
import io.vigie.campaign.launching.LaunchingEvent.TrialDefined;
import io.vigie.campaign.retention.KeepingRules;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.campaign.CampaignEvent.PlanChunk;
import io.vigie.contracts.campaign.CampaignEvent.PlannedTest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One launch of a campaign or of one test alone: what was decided when somebody pressed the button, and later perhaps that it is to end, or that its report goes. */
@Aggregate(type = "run")
class CampaignRun {

    @AggregateIdentifier
    private RunId id;

    private ProjectId projectId;
    private String name;
    private boolean cancelRequested;
    private boolean deleted;
    private CampaignId campaignId;
    private Instant launchedAt;
    private @Nullable String heldFor;
    private final Set<Kept> gone = EnumSet.noneOf(Kept.class);

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    CampaignRun() {}

    @SuppressWarnings("NullAway.Init")
    CampaignRun(CampaignLaunched launched, List<PlannedTest> plan, @Nullable TestContent definition) {
        apply(launched);
        if (definition != null) {
            PlannedTest test = plan.getFirst();
            apply(new TrialDefined(
                    launched.projectId(),
                    launched.runId(),
                    launched.campaignId(),
                    test.testId(),
                    test.version(),
                    definition));
        }
        for (int chunk = 0; chunk < launched.planChunks(); chunk++) {
            int from = chunk * PlanChunk.MAX_TESTS;
            int to = Math.min(from + PlanChunk.MAX_TESTS, plan.size());
            apply(new PlanFrozen(
                    launched.projectId(), launched.runId(), chunk + 1, List.copyOf(plan.subList(from, to))));
        }
    }

    /** In how many chunks a plan of so many tests travels. */
    static int chunksOf(int tests) {
        return (tests + PlanChunk.MAX_TESTS - 1) / PlanChunk.MAX_TESTS;
    }

    /**
     * @param finished whether the run is known to have ended
     * @throws io.vigie.service.refusal.Refusal 409 when it ended or this was asked for before, 404 when its report is gone
     */
    void requestCancel(boolean finished, String by, Instant at) {
        if (deleted) {
            throw LaunchRefusals.unknownReport(id.value());
        }
        if (finished) {
            throw LaunchRefusals.finishedAlready(id);
        }
        if (cancelRequested) {
            throw LaunchRefusals.cancelledAlready(id);
        }
        apply(new CancelRequested(projectId, id, by, at));
    }

    /**
     * A second time changes nothing.
     *
     * @param rules of the campaign that it is a run of
     * @throws io.vigie.service.refusal.Refusal 409 when it is held
     */
    void deleteReport(KeepingRules rules) {
        if (!deleted) {
            mustNotBeHeld(rules);
            apply(new ReportDeleted(projectId, id, name));
        }
    }

    /** @throws io.vigie.service.refusal.Refusal 404 when its report is gone */
    void hold(String reason) {
        if (deleted) {
            throw LaunchRefusals.unknownReport(id.value());
        }
        if (!reason.equals(heldFor)) {
            apply(new ReportHeld(projectId, id, reason));
        }
    }

    void release() {
        String reason = heldFor;
        if (reason != null) {
            apply(new ReportReleased(projectId, id, reason));
        }
    }

    /**
     * What went already goes no second time.
     *
     * @param finished whether the run is known to have ended
     * @throws io.vigie.service.refusal.Refusal 409 when it is held, has not ended, or is not as old as the policy in force says
     */
    void expire(Expiry expiry, boolean finished, KeepingRules rules, Instant now) {
        Set<Kept> goes = EnumSet.noneOf(Kept.class);
        goes.addAll(expiry.removed());
        goes.removeAll(gone);
        if (deleted || goes.isEmpty()) {
            return;
        }
        mustNotBeHeld(rules);
        if (!finished
                || !expiry.isAllowedBy(rules.policyFor(projectId, campaignId).orElse(null), launchedAt, now)) {
            throw LaunchRefusals.notExpired(id);
        }
        apply(new ReportExpired(projectId, id, name, List.copyOf(goes), expiry.policyOf(), expiry.policyVersion()));
    }

    private void mustNotBeHeld(KeepingRules rules) {
        String reason = heldFor;
        if (reason != null) {
            throw LaunchRefusals.held(id, reason);
        }
        rules.heldFor(projectId, campaignId).ifPresent(why -> {
            throw LaunchRefusals.held(id, why);
        });
    }

    @EventSourcingHandler
    void on(CampaignLaunched event) {
        id = event.runId();
        projectId = event.projectId();
        name = event.name();
        campaignId = event.campaignId();
        launchedAt = event.launchedAt();
    }

    @EventSourcingHandler
    void on(ReportHeld event) {
        heldFor = event.reason();
    }

    @EventSourcingHandler
    void on(ReportReleased event) {
        heldFor = null;
    }

    @EventSourcingHandler
    void on(ReportExpired event) {
        gone.addAll(event.removed());
        deleted |= gone.contains(Kept.RUN);
    }

    @EventSourcingHandler
    void on(CancelRequested event) {
        cancelRequested = true;
    }

    @EventSourcingHandler
    void on(ReportDeleted event) {
        deleted = true;
    }
}
