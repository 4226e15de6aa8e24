package io.vigie.campaign.files;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.vigie.campaign.files.FilesEvent.FileAdded;
import io.vigie.campaign.files.FilesEvent.FileRemoved;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;

/** The files of one campaign, apart from the campaign itself: each upload reads this one again, and the tests' commands do not. */
@Aggregate(type = "campaign-files")
class FilesOfCampaign {

    @AggregateIdentifier
    private String id;

    private FilesState state = FilesState.NONE;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    FilesOfCampaign() {}

    FilesOfCampaign(CampaignId campaignId) {
        this.id = FilesEvent.streamOf(campaignId);
    }

    /** The same content under the same name changes nothing. @throws io.vigie.service.refusal.Refusal when the campaign is full */
    void add(ProjectId projectId, CampaignId campaignId, CampaignFile file) {
        if (file.equals(state.files().get(file.name()))) {
            return;
        }
        FilesPolicy.check(state, file.name(), file.size());
        apply(new FileAdded(projectId, campaignId, state.version() + 1, file.name(), file.size(), file.sha256()));
    }

    /** @throws io.vigie.service.refusal.Refusal 404 when there is no such file */
    void remove(ProjectId projectId, CampaignId campaignId, String name) {
        if (!state.files().containsKey(name)) {
            throw FilesPolicy.unknownFile();
        }
        apply(new FileRemoved(projectId, campaignId, state.version() + 1, name));
    }

    @EventSourcingHandler
    void on(FileAdded event) {
        id = FilesEvent.streamOf(event.campaignId());
        state = state.evolve(event);
    }

    @EventSourcingHandler
    void on(FileRemoved event) {
        state = state.evolve(event);
    }
}
