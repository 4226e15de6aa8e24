package io.vigie.campaign.catalogue;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignArchived;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignCreated;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignDeleted;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignRestored;
import io.vigie.campaign.catalogue.CatalogueEvent.TestChanged;
import io.vigie.campaign.catalogue.CatalogueEvent.TestCreated;
import io.vigie.campaign.catalogue.CatalogueEvent.TestDeleted;
import io.vigie.campaign.catalogue.CatalogueEvent.TestMoved;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.wire.MessageJson;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the lists of campaigns and tests, in the transaction of the command. */
@Component
@InTheSameTransaction
class CatalogueProjection {

    private final JdbcClient jdbc;

    CatalogueProjection(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(CatalogueEvent event, @Timestamp Instant at) {
        switch (event) {
            case CampaignCreated created -> insert(created, at);
            case CampaignChanged changed ->
                jdbc.sql("UPDATE campaign SET name = ?, description = ? WHERE campaign_id = ?")
                        .param(changed.name())
                        .param(changed.description())
                        .param(changed.campaignId().value())
                        .update();
            case CampaignArchived archived -> archive(archived.campaignId(), true);
            case CampaignRestored restored -> archive(restored.campaignId(), false);
            case CampaignDeleted deleted ->
                jdbc.sql("DELETE FROM campaign WHERE campaign_id = ?")
                        .param(deleted.campaignId().value())
                        .update();
            case TestCreated created -> insert(created, at);
            case TestChanged changed -> update(changed);
            case TestMoved moved ->
                jdbc.sql("UPDATE test_case SET place = ? WHERE test_id = ?")
                        .param(moved.order())
                        .param(moved.testId().value())
                        .update();
            case TestDeleted deleted ->
                jdbc.sql("DELETE FROM test_case WHERE test_id = ?")
                        .param(deleted.testId().value())
                        .update();
        }
    }

    private void archive(CampaignId campaign, boolean archived) {
        jdbc.sql("UPDATE campaign SET archived = ? WHERE campaign_id = ?")
                .param(archived)
                .param(campaign.value())
                .update();
    }

    private void insert(CampaignCreated created, Instant at) {
        jdbc.sql("""
                        INSERT INTO campaign (campaign_id, project_id, name, description, created_by, created_by_name, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)""")
                .param(created.campaignId().value())
                .param(created.projectId().value())
                .param(created.name())
                .param(created.description())
                .param(created.createdBy())
                .param(created.createdByName())
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void insert(TestCreated created, Instant at) {
        jdbc.sql("""
                        INSERT INTO test_case (test_id, project_id, campaign_id, version, place, name, description, actions, variables,
                                               retries, timeout_millis, quarantined, quarantine_reason, affinity,
                                               created_by, created_by_name, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")
                .param(created.testId().value())
                .param(created.projectId().value())
                .param(created.campaignId().value())
                .param(created.version())
                .param(created.order())
                .param(created.content().name())
                .param(created.content().description())
                .param(json(created.content().actions()))
                .param(json(created.content().variables()))
                .params(settings(created.content().wishes()))
                .param(created.createdBy())
                .param(created.createdByName())
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void update(TestChanged changed) {
        jdbc.sql("""
                        UPDATE test_case SET version = ?, place = ?, name = ?, description = ?, actions = ?, variables = ?,
                               retries = ?, timeout_millis = ?, quarantined = ?, quarantine_reason = ?, affinity = ?
                         WHERE test_id = ?""")
                .param(changed.version())
                .param(changed.order())
                .param(changed.content().name())
                .param(changed.content().description())
                .param(json(changed.content().actions()))
                .param(json(changed.content().variables()))
                .params(settings(changed.content().wishes()))
                .param(changed.testId().value())
                .update();
    }

    private static List<@Nullable Object> settings(TestSettings settings) {
        return Arrays.asList(
                settings.retries(),
                settings.timeoutMillis(),
                settings.quarantined(),
                settings.quarantineReason(),
                settings.affinity());
    }

    private static String json(Object value) {
        return MessageJson.mapper().writeValueAsString(value);
    }
}
