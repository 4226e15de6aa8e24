package io.vigie.campaign.webhooks;

import io.vigie.contracts.CampaignId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wishes of a webhook.
 *
 * @param events the kinds that are sent, in the order of {@link WebhookLimits#EVENTS}
 * @param campaignId only runs of this campaign; absent for all
 * @param active whether anything is sent at present
 */
public record WebhookSettings(
        String name,
        String url,
        List<String> events,
        @Nullable CampaignId campaignId,
        boolean active) {

    public WebhookSettings {
        events = List.copyOf(events);
    }
}
