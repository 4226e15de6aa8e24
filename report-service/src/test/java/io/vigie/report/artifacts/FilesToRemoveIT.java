package io.vigie.report.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.storage.FileStorage;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Files of removed reports, with a storage that may be away and with several instances. */
@RealKafkaAndPostgres(kafka = false)
class FilesToRemoveIT {

    private static DriverManagerDataSource source;
    private static JdbcTemplate jdbc;

    private final UUID run = UUID.randomUUID();
    private Interrupted storage;

    @BeforeAll
    static void connect(Database database) {
        source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = new JdbcTemplate(source);
        Flyway.configure().dataSource(source).load().migrate();
    }

    @BeforeEach
    void aRunWithAFile(@TempDir Path directory) throws IOException {
        jdbc.update("DELETE FROM files_to_remove");
        storage = new Interrupted(Storages.of(new StorageSettings.Directory(directory)));
        write();
    }

    private void write() throws IOException {
        storage.put("runs/" + run + "/test/1/1", new ByteArrayInputStream(new byte[3]), 3);
    }

    private boolean isKept() throws IOException {
        try (FileStorage.Content content =
                storage.get("runs/" + run + "/test/1/1").orElse(null)) {
            return content != null;
        }
    }

    private FilesToRemove instance() {
        return new FilesToRemove(jdbc, new DataSourceTransactionManager(source), storage);
    }

    private static void timePasses() {
        jdbc.update("UPDATE files_to_remove SET due_at = now()");
    }

    private static int remembered() {
        return jdbc.queryForList("SELECT run_id FROM files_to_remove").size();
    }

    @Test
    void removesAgainWhatAWorkerThatWasCutOffWroteLater() throws IOException {
        instance().remember(List.of(run));
        instance().visitAllDue();
        boolean keptAtFirst = isKept();
        write();
        instance().visitAllDue();
        boolean keptWhileItIsNotDue = isKept();

        timePasses();
        instance().visitAllDue();

        assertThat(keptAtFirst).isFalse();
        assertThat(keptWhileItIsNotDue).isTrue();
        assertThat(isKept()).isFalse();
        assertThat(remembered()).isZero();
    }

    @Test
    void triesAgainWhenTheStorageWasAway() throws IOException {
        instance().remember(List.of(run));
        storage.instead = () -> {
            throw new IOException("away");
        };
        instance().visitAllDue();
        boolean keptWhileAway = isKept();
        storage.instead = null;

        timePasses();
        instance().visitAllDue();

        assertThat(keptWhileAway).isTrue();
        assertThat(isKept()).isFalse();
    }

    @Test
    void remembersNothingOfATransactionThatFails() {
        TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(source));

        transaction.executeWithoutResult(status -> {
            instance().remember(List.of(run));
            status.setRollbackOnly();
        });

        assertThat(remembered()).isZero();
    }

    @Test
    void letsOneInstanceAtATimeVisitARun() {
        instance().remember(List.of(run));
        AtomicInteger visits = new AtomicInteger();
        storage.instead = () -> {
            if (visits.incrementAndGet() == 1) {
                CompletableFuture.runAsync(() -> instance().visitAllDue()).join();
            }
        };

        instance().visitAllDue();

        assertThat(visits).hasValue(1);
    }

    private interface Deletion {
        void run() throws IOException;
    }

    /** A storage in which something else may happen when files are deleted. */
    private static final class Interrupted implements FileStorage {

        private final FileStorage inner;
        private Deletion instead;

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
            inner.delete(key);
        }

        @Override
        public void deleteAll(String prefix) throws IOException {
            if (instead != null) {
                instead.run();
            } else {
                inner.deleteAll(prefix);
            }
        }
    }
}
