package io.vigie.campaign.webhooks;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookChanged;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookCreated;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookDeleted;
import io.vigie.campaign.webhooks.WebhookEvent.WebhookSecretRotated;
import io.vigie.contracts.CampaignId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the list of webhooks, in the transaction of the command. */
@Component
@InTheSameTransaction
class WebhookProjection {

    private final JdbcClient jdbc;

    WebhookProjection(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(WebhookEvent event) {
        switch (event) {
            case WebhookCreated created -> insert(created);
            case WebhookChanged changed -> update(changed.webhookId(), changed.settings(), changed.secrets());
            case WebhookSecretRotated rotated -> update(rotated.webhookId(), rotated.settings(), rotated.secrets());
            case WebhookDeleted deleted ->
                jdbc.sql("DELETE FROM webhook WHERE webhook_id = ?")
                        .param(deleted.webhookId())
                        .update();
        }
    }

    private void insert(WebhookCreated created) {
        WebhookSettings settings = created.settings();
        jdbc.sql("""
                        INSERT INTO webhook (webhook_id, project_id, name, url, events, campaign_id, active, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(created.webhookId())
                .param(created.projectId().value())
                .param(settings.name())
                .param(settings.url())
                .param(settings.events().toArray(String[]::new))
                .param(idOf(settings.campaignId()))
                .param(settings.active())
                .param(created.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    private void update(String id, WebhookSettings settings, List<SealedSecret> secrets) {
        Instant previousUntil = secrets.stream()
                .map(SealedSecret::until)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        jdbc.sql("""
                        UPDATE webhook SET name = ?, url = ?, events = ?, campaign_id = ?, active = ?, previous_until = ?
                         WHERE webhook_id = ?""")
                .param(settings.name())
                .param(settings.url())
                .param(settings.events().toArray(String[]::new))
                .param(idOf(settings.campaignId()))
                .param(settings.active())
                .param(previousUntil == null ? null : previousUntil.atOffset(ZoneOffset.UTC))
                .param(id)
                .update();
    }

    private static @Nullable String idOf(@Nullable CampaignId campaign) {
        return campaign == null ? null : campaign.value();
    }
}
