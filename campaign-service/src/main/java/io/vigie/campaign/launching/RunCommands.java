package io.vigie.campaign.launching;

import io.vigie.campaign.asking.AskedIds;
import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.launching.LaunchCommand.CancelRun;
import io.vigie.campaign.launching.LaunchCommand.CancelRuns;
import io.vigie.campaign.launching.LaunchCommand.DeleteReport;
import io.vigie.campaign.launching.LaunchCommand.ExpireReport;
import io.vigie.campaign.launching.LaunchCommand.HoldReport;
import io.vigie.campaign.launching.LaunchCommand.ReleaseReport;
import io.vigie.campaign.retention.KeepingRules;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.Kept;
import io.vigie.contracts.RunId;
import io.vigie.contracts.TestId;
import io.vigie.service.refusal.Refusal;
import io.vigie.service.refusal.Required;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes the commands about runs that were launched, each in one transaction. A refusal is an answer, so that it can be remembered. */
@Component
class RunCommands {

    private final Repository<CampaignRun> runs;
    private final LaunchedRuns launched;
    private final LaunchableCampaigns campaigns;
    private final ReportNames names;
    private final KeepingRules rules;
    private final AnsweredOnce answers;
    private final Clock clock;

    RunCommands(
            Repository<CampaignRun> runs,
            LaunchedRuns launched,
            LaunchableCampaigns campaigns,
            ReportNames names,
            KeepingRules rules,
            AnsweredOnce answers,
            Clock clock) {
        this.runs = runs;
        this.launched = launched;
        this.campaigns = campaigns;
        this.names = names;
        this.rules = rules;
        this.answers = answers;
        this.clock = clock;
    }

    @CommandHandler
    LaunchAnswer handle(CancelRun command) {
        return answers.answer(command, String.valueOf(command.runId()), () -> {
            RunId run = run(command.runId());
            cancel(run, command.requestedBy());
            return new LaunchAnswer.Accepted(run);
        });
    }

    @CommandHandler
    LaunchAnswer handle(CancelRuns command) {
        List<String> filter =
                new ArrayList<>(List.of(String.valueOf(command.campaignId()), String.valueOf(command.environment())));
        if (command.testId() != null) {
            // Only then: what was asked for before there was this part has the fingerprint that it had.
            filter.add(command.testId());
        }
        return answers.answer(command, filter, () -> {
            List<RunId> found = launched.toCancel(command.projectId(), wanted(command), CancelRuns.MOST + 1);
            List<RunId> these = found.subList(0, Math.min(CancelRuns.MOST, found.size()));
            return new LaunchAnswer.CancelsAccepted(
                    these.stream()
                            .filter(run -> isCancelled(run, command.requestedBy()))
                            .toList(),
                    found.size() > these.size());
        });
    }

    @CommandHandler
    LaunchAnswer handle(DeleteReport command) {
        return answers.answer(command, String.valueOf(command.runId()), () -> {
            RunId run = run(command.runId());
            load(run).execute(one -> one.deleteReport(rules));
            names.release(run);
            return new LaunchAnswer.Accepted(run);
        });
    }

    @CommandHandler
    LaunchAnswer handle(HoldReport command) {
        return answers.answer(command, command.runId(), () -> {
            RunId run = run(command.runId());
            load(run).execute(one -> one.hold(command.reason()));
            rules.held(command.projectId(), run, command.reason());
            return new LaunchAnswer.Accepted(run);
        });
    }

    @CommandHandler
    LaunchAnswer handle(ReleaseReport command) {
        return answers.answer(command, command.runId(), () -> {
            RunId run = run(command.runId());
            load(run).execute(CampaignRun::release);
            rules.released(command.projectId(), run);
            return new LaunchAnswer.Accepted(run);
        });
    }

    @CommandHandler
    LaunchAnswer handle(ExpireReport command) {
        return answers.answer(command, command.runId() + " " + command.removed(), () -> {
            RunId run = run(command.runId());
            List<Kept> removed = command.removed();
            Long version = command.policyVersion();
            if (removed == null || removed.isEmpty() || version == null) {
                Required.of("removed", removed == null || removed.isEmpty() ? null : removed.toString())
                        .and("policyVersion", version)
                        .check();
                throw LaunchRefusals.notExpired(run);
            }
            String of = command.policyOf();
            Expiry expiry = new Expiry(removed, of == null ? null : CampaignId.of(of), version);
            boolean finished = launched.isFinished(run);
            Instant now = clock.instant();
            load(run).execute(one -> one.expire(expiry, finished, rules, now));
            if (removed.contains(Kept.RUN)) {
                names.release(run);
            }
            return new LaunchAnswer.Accepted(run);
        });
    }

    /** Not when somebody else was faster, or its end: that is no reason to leave the others going. */
    private boolean isCancelled(RunId run, String by) {
        try {
            cancel(run, by);
            return true;
        } catch (Refusal meanwhile) {
            return false;
        }
    }

    private void cancel(RunId run, String by) {
        Aggregate<CampaignRun> loaded = load(run);
        boolean finished = launched.isFinished(run);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        loaded.execute(one -> one.requestCancel(finished, by, now));
    }

    private LaunchedRuns.Wanted wanted(CancelRuns command) {
        String test = command.testId();
        return new LaunchedRuns.Wanted(
                campaign(command),
                command.environment(),
                test == null ? null : TestId.of(AskedIds.wellFormed("test_id", test)));
    }

    private @Nullable CampaignId campaign(CancelRuns command) {
        String wanted = command.campaignId();
        if (wanted == null) {
            return null;
        }
        CampaignId id = CampaignId.of(AskedIds.wellFormed("campain_id", wanted));
        if (campaigns.nameOf(command.projectId(), id).isEmpty()) {
            throw LaunchRefusals.unknownCampaign();
        }
        return id;
    }

    private static RunId run(@Nullable String id) {
        if (id == null || id.isBlank()) {
            Required.of("rapport_id", id).check();
        }
        return RunId.of(AskedIds.wellFormed("rapport_id", String.valueOf(id)));
    }

    private Aggregate<CampaignRun> load(RunId run) {
        try {
            return runs.load(run.value());
        } catch (AggregateNotFoundException unknown) {
            throw LaunchRefusals.unknownReport(run.value());
        }
    }
}
