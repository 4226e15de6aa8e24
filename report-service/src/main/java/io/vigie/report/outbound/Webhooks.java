package io.vigie.report.outbound;

import io.vigie.contracts.definition.Definition.WebhookDefinition;
import io.vigie.contracts.definition.Definition.WebhookSecret;
import io.vigie.contracts.wire.MessageJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Webhooks as they were decided. Taking the same settings again changes nothing. Writes belong in a transaction of the caller. */
@Repository
class Webhooks {

    private static final String COLUMNS =
            "webhook_id, name, url, events, campaign_id, active, created_at, wrapped_key, secrets::text, gone_at";

    private final JdbcTemplate jdbc;

    Webhooks(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param goneAt since when the receiver wants nothing any more; absent while it takes what comes */
    record Webhook(
            String id,
            String name,
            String url,
            Set<String> events,
            @Nullable String campaignId,
            boolean active,
            Instant createdAt,
            @Nullable String wrappedKey,
            List<WebhookSecret> secrets,
            @Nullable Instant goneAt) {

        /** Nothing of before it was made is told to it. @param campaign the run's */
        boolean wants(CdEvent event, String campaign, Instant recordedAt) {
            return active
                    && goneAt == null
                    && events.contains(event.kind().word())
                    && (campaignId == null || campaignId.equals(campaign))
                    && !recordedAt.isBefore(createdAt);
        }
    }

    /** @return whether it is new here */
    boolean take(WebhookDefinition settings) {
        if (settings.deleted()) {
            return jdbc.update("DELETE FROM public.webhook WHERE webhook_id = ?", settings.webhookId()) > 0;
        }
        return jdbc.update(
                        """
                        INSERT INTO public.webhook (webhook_id, version, name, url, events, campaign_id, active, created_at, wrapped_key, secrets)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)
                            ON CONFLICT (webhook_id) DO UPDATE SET version = excluded.version, name = excluded.name, url = excluded.url,
                               events = excluded.events, campaign_id = excluded.campaign_id, active = excluded.active,
                               wrapped_key = excluded.wrapped_key, secrets = excluded.secrets, gone_at = NULL
                         WHERE webhook.version < excluded.version""",
                        settings.webhookId(),
                        settings.version(),
                        settings.name(),
                        settings.url(),
                        settings.events().toArray(String[]::new),
                        settings.campaignId() == null
                                ? null
                                : settings.campaignId().value(),
                        settings.active(),
                        Timestamp.from(settings.createdAt()),
                        settings.wrappedDataKey(),
                        MessageJson.mapper().writeValueAsString(settings.secrets()))
                > 0;
    }

    List<Webhook> all() {
        return jdbc.query("SELECT " + COLUMNS + " FROM public.webhook ORDER BY webhook_id", Webhooks::webhook);
    }

    Optional<Webhook> find(String id) {
        return jdbc
                .query("SELECT " + COLUMNS + " FROM public.webhook WHERE webhook_id = ?", Webhooks::webhook, id)
                .stream()
                .findFirst();
    }

    void gone(String id, boolean gone) {
        jdbc.update(
                "UPDATE public.webhook SET gone_at = " + (gone ? "now()" : "NULL")
                        + " WHERE webhook_id = ? AND (gone_at IS NULL) = ?",
                id,
                gone);
    }

    private static Webhook webhook(ResultSet row, int number) throws SQLException {
        Timestamp goneAt = row.getTimestamp("gone_at");
        return new Webhook(
                row.getString("webhook_id"),
                row.getString("name"),
                row.getString("url"),
                Set.of((String[]) row.getArray("events").getArray()),
                row.getString("campaign_id"),
                row.getBoolean("active"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("wrapped_key"),
                List.of(MessageJson.mapper().readValue(row.getString("secrets"), WebhookSecret[].class)),
                goneAt == null ? null : goneAt.toInstant());
    }
}
