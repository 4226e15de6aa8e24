package io.vigie.campaign.webhooks;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.markDeleted;

import io.vigie.campaign.webhooks.WebhookEvent.WebhookChanged;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookCreated;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookDeleted;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookSecretRotated;
import io.vigie.contracts.ProjectId;
import java.time.Instant;
import java.util.List;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;

/** An address that is told of runs. */
@Aggregate(type = "webhook")
class Webhook {

    @AggregateIdentifier
    private String id;

    private ProjectId projectId;
    private long version;
    private WebhookSettings settings;
    private List<SealedSecret> secrets;
    private Instant createdAt;

    @SuppressWarnings("NullAway.Init") // Axon makes it, then the first event fills it.
    Webhook() {}

    @SuppressWarnings("NullAway.Init")
    Webhook(ProjectId projectId, String id, WebhookSettings settings, String sealedSecret, Instant createdAt) {
        apply(new WebhookCreated(projectId, id, 1, settings, List.of(new SealedSecret(sealedSecret, null)), createdAt));
    }

    void change(WebhookSettings wished, Instant now) {
        if (!wished.equals(settings)) {
            apply(new WebhookChanged(projectId, id, version + 1, wished, validAt(now), createdAt));
        }
    }

    /** The secret of before stays valid for a while; one of still earlier does not: there are two at most. */
    void rotate(String sealedSecret, Instant now, Instant previousUntil) {
        SealedSecret fresh = new SealedSecret(sealedSecret, null);
        SealedSecret previous = new SealedSecret(secrets.getFirst().sealed(), previousUntil);
        apply(new WebhookSecretRotated(
                projectId,
                id,
                version + 1,
                settings,
                previous.isValidAt(now) ? List.of(fresh, previous) : List.of(fresh),
                createdAt));
    }

    void delete() {
        apply(new WebhookDeleted(projectId, id, version + 1));
    }

    private List<SealedSecret> validAt(Instant now) {
        return secrets.stream().filter(secret -> secret.isValidAt(now)).toList();
    }

    @EventSourcingHandler
    void on(WebhookCreated event) {
        id = event.webhookId();
        projectId = event.projectId();
        version = event.version();
        settings = event.settings();
        secrets = event.secrets();
        createdAt = event.createdAt();
    }

    @EventSourcingHandler
    void on(WebhookChanged event) {
        version = event.version();
        settings = event.settings();
        secrets = event.secrets();
    }

    @EventSourcingHandler
    void on(WebhookSecretRotated event) {
        version = event.version();
        secrets = event.secrets();
    }

    @EventSourcingHandler
    void on(WebhookDeleted event) {
        markDeleted();
    }
}
