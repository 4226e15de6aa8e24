package io.vigie.campaign.retention;

import io.vigie.campaign.catalogue.LaunchableCampaigns;
import io.vigie.campaign.retention.RetentionCommand.HoldCampaign;
import io.vigie.campaign.retention.RetentionCommand.ReleaseCampaign;
import io.vigie.campaign.retention.RetentionCommand.SetPolicy;
import io.vigie.campaign.retention.RetentionCommand.UnsetPolicy;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.refusal.Refusal;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes the commands of this room, each in one transaction. */
@Component
class RetentionCommands {

    private final Repository<RetentionRules> rules;
    private final LaunchableCampaigns campaigns;
    private final RetentionRows rows;

    RetentionCommands(Repository<RetentionRules> rules, LaunchableCampaigns campaigns, RetentionRows rows) {
        this.rules = rules;
        this.campaigns = campaigns;
        this.rows = rows;
    }

    @CommandHandler
    void handle(SetPolicy command) throws Exception {
        CampaignId campaign = command.campaignId();
        if (campaign != null) {
            mustBeKnown(command.projectId(), campaign);
        }
        rules(command.projectId(), campaign)
                .execute(present -> present.set(command.projectId(), campaign, command.durations()));
    }

    @CommandHandler
    void handle(UnsetPolicy command) throws Exception {
        mustBeKnown(command.projectId(), command.campaignId());
        rules(command.projectId(), command.campaignId())
                .execute(present -> present.unset(command.projectId(), command.campaignId()));
    }

    /** Whoever removes a run at the same moment is either done before, or finds it held. */
    @CommandHandler
    void handle(HoldCampaign command) throws Exception {
        mustBeKnown(command.projectId(), command.campaignId());
        rows.awaitRemovals();
        rules(command.projectId(), command.campaignId())
                .execute(present -> present.hold(command.projectId(), command.campaignId(), command.reason()));
    }

    @CommandHandler
    void handle(ReleaseCampaign command) throws Exception {
        mustBeKnown(command.projectId(), command.campaignId());
        rules(command.projectId(), command.campaignId())
                .execute(present -> present.release(command.projectId(), command.campaignId()));
    }

    private Aggregate<RetentionRules> rules(ProjectId project, @Nullable CampaignId campaign) throws Exception {
        return rules.loadOrCreate(
                RetentionEvent.streamOf(project, campaign), () -> new RetentionRules(project, campaign));
    }

    /** A campaign that is deleted may still have runs, and what was decided about them may be changed. */
    private void mustBeKnown(ProjectId project, CampaignId campaign) {
        if (campaigns.nameOf(project, campaign).isEmpty() && !rows.knows(project, campaign)) {
            throw Refusal.notFound("Campagne non trouvée", "Campaign not found").named("campaign-unknown");
        }
    }
}
