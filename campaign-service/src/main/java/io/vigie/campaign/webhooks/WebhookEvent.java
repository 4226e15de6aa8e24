package io.vigie.campaign.webhooks;

import io.vigie.campaign.Fact;
import io.vigie.contracts.ProjectId;
import java.time.Instant;
import java.util.List;

/** What was decided about webhooks. Each fact but the last says all that is so from then on; secrets stand in it sealed. */
public sealed interface WebhookEvent extends Fact {

    String webhookId();

    /** One more with each fact of the webhook, from 1. */
    long version();

    record WebhookCreated(
            ProjectId projectId,
            String webhookId,
            long version,
            WebhookSettings settings,
            List<SealedSecret> secrets,
            Instant createdAt)
            implements WebhookEvent {}

    record WebhookChanged(
            ProjectId projectId,
            String webhookId,
            long version,
            WebhookSettings settings,
            List<SealedSecret> secrets,
            Instant createdAt)
            implements WebhookEvent {}

    /** @param secrets the new one first */
    record WebhookSecretRotated(
            ProjectId projectId,
            String webhookId,
            long version,
            WebhookSettings settings,
            List<SealedSecret> secrets,
            Instant createdAt)
            implements WebhookEvent {}

    record WebhookDeleted(ProjectId projectId, String webhookId, long version) implements WebhookEvent {}
}
