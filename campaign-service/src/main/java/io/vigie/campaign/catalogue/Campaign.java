package io.vigie.campaign.catalogue;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.markDeleted;

import io.vigie.campaign.catalogue.CatalogueEvent.CampaignArchived;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignCreated;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignDeleted;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignRestored;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A campaign: a name for an ordered set of tests. Holding it also keeps two changes of its tests' order apart. */
@Aggregate(type = "campaign")
class Campaign {

    @AggregateIdentifier
    private CampaignId id;

    private ProjectId projectId;
    private String name;
    private String description;
    private boolean archived;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    Campaign() {}

    @SuppressWarnings("NullAway.Init")
    Campaign(ProjectId projectId, CampaignId id, String name, String description, String by, String byName) {
        apply(new CampaignCreated(projectId, id, name, description, by, byName));
    }

    /** What is absent stays as it is. */
    void change(@Nullable String newName, @Nullable String newDescription) {
        String nextName = Objects.requireNonNullElse(newName, name);
        String nextDescription = Objects.requireNonNullElse(newDescription, description);
        if (!nextName.equals(name) || !nextDescription.equals(description)) {
            apply(new CampaignChanged(projectId, id, nextName, nextDescription));
        }
    }

    /** Takes it out of the way; doing so twice is one decision. */
    void archive() {
        if (!archived) {
            apply(new CampaignArchived(projectId, id));
        }
    }

    void restore() {
        if (archived) {
            apply(new CampaignRestored(projectId, id));
        }
    }

    void delete() {
        apply(new CampaignDeleted(projectId, id));
    }

    @EventSourcingHandler
    void on(CampaignCreated event) {
        id = event.campaignId();
        projectId = event.projectId();
        name = event.name();
        description = event.description();
    }

    @EventSourcingHandler
    void on(CampaignChanged event) {
        name = event.name();
        description = event.description();
    }

    @EventSourcingHandler
    void on(CampaignArchived event) {
        archived = true;
    }

    @EventSourcingHandler
    void on(CampaignRestored event) {
        archived = false;
    }

    @EventSourcingHandler
    void on(CampaignDeleted event) {
        markDeleted();
    }
}
