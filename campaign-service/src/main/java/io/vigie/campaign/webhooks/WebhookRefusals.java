package io.vigie.campaign.webhooks;

import io.vigie.service.Text;
import io.vigie.service.refusal.Refusal;

/** The sentences with which this room says no. */
final class WebhookRefusals {

    private WebhookRefusals() {}

    static Refusal unknown() {
        return Refusal.notFound("Webhook non trouvé", "Webhook not found").named("webhook-unknown");
    }

    static Refusal full() {
        return Refusal.conflict(Text.of("Le nombre de webhooks est limité à %d", "There may be %d webhooks at most")
                        .with(WebhookLimits.WEBHOOKS))
                .named("too-many-webhooks");
    }
}
