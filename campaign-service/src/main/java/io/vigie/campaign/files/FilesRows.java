package io.vigie.campaign.files;

import io.vigie.campaign.InTheSameTransaction;
import io.vigie.campaign.catalogue.CatalogueEvent.CampaignDeleted;
import io.vigie.campaign.files.FilesEvent.FileAdded;
import io.vigie.campaign.files.FilesEvent.FileRemoved;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The list of each campaign's files, kept in the transaction of the command. */
@Component
@InTheSameTransaction
class FilesRows implements CampaignFilesDirectory {

    private final JdbcClient jdbc;
    private final UnneededContents unneeded;

    FilesRows(JdbcClient jdbc, UnneededContents unneeded) {
        this.jdbc = jdbc;
        this.unneeded = unneeded;
    }

    record FileRow(CampaignFile file, Instant modifiedAt) {}

    @Override
    public long versionOf(CampaignId campaign) {
        return jdbc.sql("SELECT version FROM campaign_files WHERE campaign_id = ?")
                .param(campaign.value())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** By name, as people sort: capitals do not come first. */
    List<FileRow> files(CampaignId campaign) {
        return jdbc.sql("""
                        SELECT name, size, sha256, modified_at FROM campaign_file WHERE campaign_id = ?
                         ORDER BY lower(name), name""").param(campaign.value()).query(FilesRows::row).list();
    }

    Optional<FileRow> file(CampaignId campaign, String name) {
        return jdbc.sql("SELECT name, size, sha256, modified_at FROM campaign_file WHERE campaign_id = ? AND name = ?")
                .param(campaign.value())
                .param(name)
                .query(FilesRows::row)
                .optional();
    }

    /** What {@link FilesPolicy} looks at. */
    FilesState state(CampaignId campaign) {
        FilesState state = new FilesState(versionOf(campaign), new java.util.TreeMap<>());
        files(campaign).forEach(row -> state.files().put(row.file().name(), row.file()));
        return state;
    }

    private static FileRow row(ResultSet row, int number) throws SQLException {
        return new FileRow(
                new CampaignFile(row.getString("name"), row.getLong("size"), row.getString("sha256")),
                row.getObject("modified_at", OffsetDateTime.class).toInstant());
    }

    @EventHandler
    void on(FilesEvent event, @Timestamp Instant at) {
        unneeded.noteContentOf(event.campaignId(), event.name(), at);
        switch (event) {
            case FileAdded added ->
                jdbc.sql("""
                                INSERT INTO campaign_file (campaign_id, name, size, sha256, modified_at) VALUES (?, ?, ?, ?, ?)
                                ON CONFLICT (campaign_id, name) DO UPDATE
                                   SET size = excluded.size, sha256 = excluded.sha256, modified_at = excluded.modified_at""")
                        .param(added.campaignId().value())
                        .param(added.name())
                        .param(added.size())
                        .param(added.sha256())
                        .param(at.atOffset(ZoneOffset.UTC))
                        .update();
            case FileRemoved removed ->
                jdbc.sql("DELETE FROM campaign_file WHERE campaign_id = ? AND name = ?")
                        .param(removed.campaignId().value())
                        .param(removed.name())
                        .update();
        }
        jdbc.sql("""
                        INSERT INTO campaign_files (campaign_id, version) VALUES (?, ?)
                        ON CONFLICT (campaign_id) DO UPDATE SET version = excluded.version""").param(event.campaignId().value()).param(event.version()).update();
    }

    @EventHandler
    void on(CampaignDeleted deleted, @Timestamp Instant at) {
        unneeded.noteContentsOf(deleted.campaignId(), at);
        jdbc.sql("DELETE FROM campaign_file WHERE campaign_id = ?")
                .param(deleted.campaignId().value())
                .update();
        jdbc.sql("DELETE FROM campaign_files WHERE campaign_id = ?")
                .param(deleted.campaignId().value())
                .update();
    }
}
