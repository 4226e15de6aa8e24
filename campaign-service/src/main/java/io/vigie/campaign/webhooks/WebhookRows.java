package io.vigie.campaign.webhooks;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.service.paging.Page;
import io.vigie.service.paging.Paging;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the list of webhooks, as {@link WebhookProjection} keeps it. There is no secret in it, not even sealed. */
@Component
class WebhookRows {

    private final JdbcClient jdbc;

    WebhookRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param previousUntil how long the secret of before the last rotation is valid; absent when there is none */
    record WebhookRow(
            String id,
            WebhookSettings settings,
            Instant createdAt,
            @Nullable Instant previousUntil) {}

    long count(ProjectId project) {
        return jdbc.sql("SELECT count(*) FROM webhook WHERE project_id = ?")
                .param(project.value())
                .query(Long.class)
                .single();
    }

    Page<WebhookRow> webhooks(ProjectId project, Paging paging) {
        long total = count(project);
        Paging here = paging.within(total);
        List<WebhookRow> rows = jdbc.sql(
                        "SELECT * FROM webhook WHERE project_id = ? ORDER BY created_at, webhook_id LIMIT ? OFFSET ?")
                .param(project.value())
                .param(here.size())
                .param(here.offset())
                .query(WebhookRows::webhook)
                .list();
        return Page.of(rows, here, total);
    }

    Optional<WebhookRow> webhook(String id) {
        return jdbc.sql("SELECT * FROM webhook WHERE webhook_id = ?")
                .param(id)
                .query(WebhookRows::webhook)
                .optional();
    }

    private static WebhookRow webhook(ResultSet row, int number) throws SQLException {
        String campaign = row.getString("campaign_id");
        OffsetDateTime previousUntil = row.getObject("previous_until", OffsetDateTime.class);
        return new WebhookRow(
                row.getString("webhook_id"),
                new WebhookSettings(
                        row.getString("name"),
                        row.getString("url"),
                        List.of((String[]) row.getArray("events").getArray()),
                        campaign == null ? null : CampaignId.of(campaign),
                        row.getBoolean("active")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                previousUntil == null ? null : previousUntil.toInstant());
    }
}
