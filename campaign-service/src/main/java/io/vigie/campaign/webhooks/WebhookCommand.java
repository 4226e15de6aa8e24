package io.vigie.campaign.webhooks;

import io.vigie.contracts.ProjectId;
import java.time.Instant;

/** What may be asked of webhooks, already well-formed. Secrets come as they are: no command is logged or kept. */
sealed interface WebhookCommand {

    record CreateWebhook(
            ProjectId projectId, String webhookId, WebhookSettings settings, String secret, Instant createdAt)
            implements WebhookCommand {

        @Override
        public String toString() {
            return "CreateWebhook[webhookId=" + webhookId + "]";
        }
    }

    record ChangeWebhook(String webhookId, WebhookSettings settings, Instant now) implements WebhookCommand {}

    /** @param previousUntil how long the secret of before is valid beside the new one */
    record RotateSecret(String webhookId, String secret, Instant now, Instant previousUntil) implements WebhookCommand {

        @Override
        public String toString() {
            return "RotateSecret[webhookId=" + webhookId + "]";
        }
    }

    record DeleteWebhook(String webhookId) implements WebhookCommand {}
}
