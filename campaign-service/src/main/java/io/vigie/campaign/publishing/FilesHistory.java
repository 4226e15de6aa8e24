package io.vigie.campaign.publishing;

import io.vigie.campaign.files.FilesEvent;
import io.vigie.campaign.files.FilesState;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.definition.Definition.CampaignFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** Gives the files of a campaign as of one version, folded from the store. For the forwarder's one thread. */
@Component
class FilesHistory implements ContractMessages.FilesDefinitions {

    private static final int REMEMBERED = 100;

    private final EventStore store;

    /** What was folded last; the next event of the same campaign goes on from there. The eldest goes first. */
    private final Map<CampaignId, FilesState> newest = new LinkedHashMap<>(16, 0.75f, true);

    FilesHistory(EventStore store) {
        this.store = store;
    }

    @Override
    public CampaignFiles apply(FilesEvent event) {
        FilesState before = newest.get(event.campaignId());
        FilesState state =
                before != null && before.version() == event.version() - 1 ? before.evolve(event) : fold(event);
        newest.put(event.campaignId(), state);
        if (newest.size() > REMEMBERED) {
            newest.remove(newest.keySet().iterator().next());
        }
        return new CampaignFiles(
                event.projectId(),
                event.campaignId(),
                event.version(),
                List.copyOf(state.files().values()));
    }

    private FilesState fold(FilesEvent upTo) {
        FilesState state = FilesState.NONE;
        var events = store.readEvents(FilesEvent.streamOf(upTo.campaignId()), 0);
        while (events.hasNext() && state.version() < upTo.version()) {
            if (events.next().getPayload() instanceof FilesEvent event) {
                state = state.evolve(event);
            }
        }
        return state;
    }
}
