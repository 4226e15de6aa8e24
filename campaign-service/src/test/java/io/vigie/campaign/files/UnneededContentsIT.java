package io.vigie.campaign.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigie.campaign.catalogue.CatalogueEvent.CampaignDeleted;
import io.vigie.campaign.files.FilesEvent.FileAdded;
import io.vigie.campaign.files.FilesEvent.FileRemoved;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.definition.Definition.CampaignFile;
import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Which contents are taken out of the storage, and when. */
@RealKafkaAndPostgres(kafka = false)
class UnneededContentsIT {

    private static final Instant MORNING = Instant.parse("2026-11-21T08:00:00Z");
    private static final Duration GRACE = Duration.ofHours(24);

    private static DriverManagerDataSource source;
    private static JdbcClient jdbc;

    private final CampaignId campaign = CampaignId.of(UUID.randomUUID().toString());
    private Interrupted storage;
    private long version;

    @BeforeAll
    static void connect(Database database) {
        source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = JdbcClient.create(source);
        Flyway.configure().dataSource(source).load().migrate();
    }

    @BeforeEach
    void anEmptyStorage(@TempDir Path directory) throws IOException {
        jdbc.sql("DELETE FROM unneeded_content").update();
        jdbc.sql("DELETE FROM launched_run").update();
        storage = new Interrupted(Storages.of(new StorageSettings.Directory(directory)));
    }

    private UnneededContents at(Instant now) {
        return new UnneededContents(
                jdbc,
                new TransactionTemplate(new DataSourceTransactionManager(source)),
                storage,
                Clock.fixed(now, ZoneOffset.UTC),
                GRACE);
    }

    /** What happens before the file is recorded. */
    private CampaignFile keep(String name, String text, Instant at) throws IOException {
        return new FileContents(storage, at(at)).keep(campaign, name, new ByteArrayResource(text.getBytes()));
    }

    private CampaignFile upload(String name, String text, Instant at) throws IOException {
        CampaignFile file = keep(name, text, at);
        record(new FileAdded(ProjectId.COMMON, campaign, ++version, name, file.size(), file.sha256()), at);
        return file;
    }

    private void remove(String name, Instant at) {
        record(new FileRemoved(ProjectId.COMMON, campaign, ++version, name), at);
    }

    private void record(FilesEvent event, Instant at) {
        new TransactionTemplate(new DataSourceTransactionManager(source))
                .executeWithoutResult(transaction -> new FilesRows(jdbc, at(at)).on(event, at));
    }

    private String launch(Instant at) {
        String run = UUID.randomUUID().toString();
        jdbc.sql(
                        "INSERT INTO launched_run (run_id, project_id, campaign_id, environment, launched_at) VALUES (?, ?, ?, ?, ?)")
                .params(run, "Common", campaign.value(), "DEV", at.atOffset(ZoneOffset.UTC))
                .update();
        return run;
    }

    private static void finish(String run) {
        jdbc.sql("UPDATE launched_run SET finished_at = now() WHERE run_id = ?")
                .param(run)
                .update();
    }

    private boolean isKept(CampaignFile file) throws IOException {
        try (FileStorage.Content content =
                storage.get(file.storageKey(campaign)).orElse(null)) {
            return content != null;
        }
    }

    private static int noted() {
        return jdbc.sql("SELECT count(*) FROM unneeded_content")
                .query(Integer.class)
                .single();
    }

    @Test
    void removesWhatNoFileHasAnyMoreOnceTheGraceIsOver() throws IOException {
        CampaignFile replaced = upload("a", "first", MORNING);
        CampaignFile present = upload("a", "second", MORNING.plusSeconds(60));
        CampaignFile removed = upload("b", "third", MORNING);
        remove("b", MORNING.plusSeconds(60));

        at(MORNING.plus(GRACE).plusSeconds(59)).reclaim();
        boolean keptWithinTheGrace = isKept(replaced) && isKept(removed);
        at(MORNING.plus(GRACE).plusSeconds(61)).reclaim();

        assertThat(keptWithinTheGrace).isTrue();
        assertThat(isKept(replaced)).isFalse();
        assertThat(isKept(removed)).isFalse();
        assertThat(isKept(present)).isTrue();
        assertThat(noted()).isZero();
    }

    @Test
    void keepsWhatAnotherFileOfTheCampaignHas() throws IOException {
        CampaignFile file = upload("a", "same", MORNING);
        upload("b", "same", MORNING);
        remove("a", MORNING);

        at(MORNING.plus(GRACE).plusSeconds(1)).reclaim();

        assertThat(isKept(file)).isTrue();
    }

    @Test
    void keepsWhatARunUnderWayFrozeAndRemovesItAfterItsEnd() throws IOException {
        CampaignFile file = upload("a", "frozen", MORNING);
        String run = launch(MORNING.plusSeconds(60));
        remove("a", MORNING.plusSeconds(120));
        launch(MORNING.plus(GRACE));

        at(MORNING.plus(GRACE.multipliedBy(3))).reclaim();
        boolean keptForTheRun = isKept(file);
        finish(run);
        at(MORNING.plus(GRACE.multipliedBy(3))).reclaim();

        assertThat(keptForTheRun).isTrue();
        assertThat(isKept(file)).as("the other run was launched without it").isFalse();
    }

    @Test
    void removesTheContentsOfACampaignThatIsGone() throws IOException {
        CampaignFile file = upload("a", "text", MORNING);

        new FilesRows(jdbc, at(MORNING)).on(new CampaignDeleted(ProjectId.COMMON, campaign), MORNING);
        at(MORNING.plus(GRACE).plusSeconds(1)).reclaim();

        assertThat(isKept(file)).isFalse();
    }

    @Test
    void removesAContentWhoseFileWasNeverRecorded() throws IOException {
        CampaignFile file = keep("a", "crashed", MORNING);

        at(MORNING.plus(GRACE).plusSeconds(1)).reclaim();

        assertThat(isKept(file)).isFalse();
    }

    @Test
    void keepsAContentThatComesBackInTheMomentItWouldGo() throws IOException {
        upload("a", "again", MORNING);
        remove("a", MORNING);
        Instant later = MORNING.plus(GRACE).plusSeconds(1);
        CompletableFuture<CampaignFile> upload = new CompletableFuture<>();
        storage.duringDeletion = () -> {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                begun.complete(null);
                try {
                    upload.complete(upload("b", "again", later));
                } catch (IOException | RuntimeException failed) {
                    upload.completeExceptionally(failed);
                }
            });
            begun.join();
        };

        at(later).reclaim();

        assertThat(isKept(upload.join())).isTrue();
    }

    @Test
    void letsOneInstanceAtATimeVisitAContent() throws IOException {
        keep("a", "text", MORNING);
        Instant later = MORNING.plus(GRACE).plusSeconds(1);
        int[] deletions = {0};
        storage.duringDeletion = () -> {
            deletions[0]++;
            if (deletions[0] == 1) {
                CompletableFuture.runAsync(() -> at(later).reclaim()).join();
            }
        };

        at(later).reclaim();

        assertThat(deletions[0]).isEqualTo(1);
    }

    @Test
    void triesAgainAtTheNextVisitWhenTheStorageIsAway() throws IOException {
        CampaignFile file = keep("a", "text", MORNING);
        Instant later = MORNING.plus(GRACE).plusSeconds(1);
        storage.duringDeletion = () -> {
            throw new IOException("away");
        };
        at(later).reclaim();
        boolean keptWhileAway = isKept(file);
        storage.duringDeletion = () -> {};

        at(later).reclaim();

        assertThat(keptWhileAway).isTrue();
        assertThat(isKept(file)).isFalse();
    }

    @Test
    void refusesAGraceThatAnUploadMayOutlast() {
        assertThatThrownBy(() -> new UnneededContents(jdbc, null, storage, Clock.systemUTC(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT1S");
    }

    private interface Happening {
        void run() throws IOException;
    }

    /** A storage in which something else happens before a file is deleted. */
    private static final class Interrupted implements FileStorage {

        private final FileStorage inner;
        private Happening duringDeletion = () -> {};

        Interrupted(FileStorage inner) {
            this.inner = inner;
        }

        @Override
        public Stored put(String key, InputStream content, long limit) throws IOException {
            return inner.put(key, content, limit);
        }

        @Override
        public Optional<Content> get(String key) throws IOException {
            return inner.get(key);
        }

        @Override
        public void delete(String key) throws IOException {
            duringDeletion.run();
            inner.delete(key);
        }

        @Override
        public void deleteAll(String prefix) throws IOException {
            inner.deleteAll(prefix);
        }
    }
}
