package io.vigie.campaign.files;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.storage.FileStorage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes contents out of the storage that nothing needs: no file of the campaign has them, no run that was launched while one had them is still
 * under way, and both have been so for a while. What may be such a content is noted in the transaction that makes it one, and before it is kept at
 * all; a crash at any moment leaves the note, and the next visit goes on. Safe for any number of instances: a note is locked while its content is
 * looked at, so that an upload of the same content waits, and then keeps it anew.
 */
@Component
class UnneededContents {

    private static final Logger log = LoggerFactory.getLogger(UnneededContents.class);

    /** Far longer than an upload or a launch takes, and than the clocks of two machines are apart. */
    private static final Duration SHORTEST_GRACE = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final FileStorage storage;
    private final Clock clock;
    private final Duration grace;

    /** @param grace how long a content is kept that nothing needs */
    UnneededContents(
            JdbcClient jdbc,
            TransactionOperations transactions,
            FileStorage storage,
            Clock clock,
            @Value("${vigie.files-kept-for}") Duration grace) {
        if (grace.compareTo(SHORTEST_GRACE) < 0) {
            throw new IllegalArgumentException("Expected vigie.files-kept-for to be at least " + SHORTEST_GRACE
                    + ", since uploads and launches under way need their contents, but found " + grace + ".");
        }
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.storage = storage;
        this.clock = clock;
        this.grace = grace;
    }

    /** Must be durable before the content is kept. Waits while the same content is being removed. */
    void noteBeforeItIsKept(CampaignId campaign, String sha256) {
        transactions.executeWithoutResult(transaction -> jdbc.sql("""
                                INSERT INTO unneeded_content (campaign_id, sha256, since) VALUES (?, ?, ?)
                                ON CONFLICT (campaign_id, sha256) DO UPDATE SET since = greatest(unneeded_content.since, excluded.since)""")
                .param(campaign.value())
                .param(sha256)
                .param(utc(clock.instant()))
                .update());
    }

    /** Notes what the file of this name holds now. In the caller's transaction, before the file changes. */
    void noteContentOf(CampaignId campaign, String name, Instant at) {
        note(campaign, at, "AND name = :name", name);
    }

    /** Notes what all files of a campaign hold now. In the caller's transaction, before they go. */
    void noteContentsOf(CampaignId campaign, Instant at) {
        note(campaign, at, "", "");
    }

    private void note(CampaignId campaign, Instant at, String which, String name) {
        jdbc.sql("""
                        INSERT INTO unneeded_content (campaign_id, sha256, since)
                        SELECT DISTINCT campaign_id, sha256, :at::timestamptz FROM campaign_file WHERE campaign_id = :campaign %s
                         ORDER BY sha256
                        ON CONFLICT (campaign_id, sha256) DO UPDATE SET since = greatest(unneeded_content.since, excluded.since)""".formatted(which))
                .param("at", utc(at))
                .param("campaign", campaign.value())
                .param("name", name)
                .update();
    }

    /** Removes what may be removed, each content in a transaction of its own. What fails is tried at the next visit. */
    @Scheduled(initialDelayString = "${vigie.files-reclaim-every}", fixedDelayString = "${vigie.files-reclaim-every}")
    void reclaim() {
        int removed = 0;
        try {
            while (true) {
                Optional<Boolean> visited = transactions.execute(transaction -> visitOne());
                if (visited == null || visited.isEmpty()) {
                    break;
                }
                removed += visited.get() ? 1 : 0;
            }
        } catch (StorageAway away) {
            log.warn(
                    "Expected to remove contents that nothing needs, but the storage does not let us.",
                    away.getCause());
        }
        if (removed > 0) {
            log.info("{} contents of files were removed, since nothing needs them.", removed);
        }
    }

    private record Noted(String campaign, String sha256) {}

    private static final class StorageAway extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StorageAway(Exception cause) {
            super(cause);
        }
    }

    /** Nothing when there is nothing left to visit; else whether a content was removed. */
    private Optional<Boolean> visitOne() {
        Optional<Noted> next = jdbc.sql("""
                        SELECT campaign_id, sha256 FROM unneeded_content AS content
                         WHERE since < :before
                           AND NOT EXISTS (SELECT 1 FROM launched_run AS run
                                            WHERE run.campaign_id = content.campaign_id AND run.finished_at IS NULL
                                              AND run.launched_at < content.since + :margin::interval)
                         ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .param("before", utc(clock.instant().minus(grace)))
                .param("margin", SHORTEST_GRACE.toSeconds() + " seconds")
                .query((row, number) -> new Noted(row.getString(1), row.getString(2)))
                .optional();
        return next.map(this::visit);
    }

    private boolean visit(Noted noted) {
        boolean needed = jdbc.sql("SELECT EXISTS (SELECT 1 FROM campaign_file WHERE campaign_id = ? AND sha256 = ?)")
                .param(noted.campaign())
                .param(noted.sha256())
                .query(Boolean.class)
                .single();
        if (!needed) {
            remove(noted);
        }
        jdbc.sql("DELETE FROM unneeded_content WHERE campaign_id = ? AND sha256 = ?")
                .param(noted.campaign())
                .param(noted.sha256())
                .update();
        return !needed;
    }

    private void remove(Noted noted) {
        try {
            storage.delete(new CampaignFile("", 0, noted.sha256()).storageKey(CampaignId.of(noted.campaign())));
        } catch (IOException | RuntimeException failed) {
            throw new StorageAway(failed);
        }
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
