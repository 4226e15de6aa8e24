package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.Outcome;
import io.vigie.contracts.Phase;
import io.vigie.report.AnyRun;
import io.vigie.report.projection.ProjectionSchema;
import io.vigie.storage.StorageSettings;
import io.vigie.storage.Storages;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Measures how long exports of a large run take and what they hold in memory, from the rows of a real PostgreSQL to a stream, without HTTP; no part of
 * the suite. {@code -Dit.test=ExportsBench}, with {@code -Dvigie.bench.tests=100000}, and {@code -Dvigie.bench.keep=DIR} to look at the files. Memory is what
 * is in use after a collection of garbage, which a thread asks for every second: the times are a little longer for it.
 */
@RealKafkaAndPostgres(kafka = false)
class ExportsBench {

    private static final ProjectionSchema SCHEMA = new ProjectionSchema(77);
    private static final RunHistory HISTORY = new RunHistory() {
        @Override
        public List<String> vouchingFor(UUID run) {
            return List.of();
        }

        @Override
        public void write(ExportedRun run, OutputStream out) throws IOException {
            out.write("{\"sequence\":1}\n".getBytes(StandardCharsets.UTF_8));
        }
    };

    private static JdbcTemplate jdbc;
    private static TransactionTemplate snapshot;

    @TempDir
    Path files;

    @BeforeAll
    static void connect(Database database) {
        DriverManagerDataSource source =
                new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = new JdbcTemplate(source);
        snapshot = new TransactionTemplate(new JdbcTransactionManager(source));
        snapshot.setReadOnly(true);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        Flyway.configure()
                .dataSource(source)
                .schemas(SCHEMA.name())
                .locations("classpath:db/projection")
                .load()
                .migrate();
    }

    @Test
    void measures() throws IOException {
        int tests = Integer.getInteger("vigie.bench.tests", 100_000);
        UUID small = told(1_000);
        UUID large = told(tests);
        jdbc.execute("ANALYZE");
        Logs logs = new Logs("Europe/Paris");
        KeptFiles kept = new KeptFiles(Storages.of(StorageSettings.read(name -> null, files)));
        JUnitXml junit = new JUnitXml(logs);
        List<ReportFormat> formats = List.of(
                junit,
                new CtrfJson(logs),
                new CsvTable(),
                new HtmlReport(logs, "Europe/Paris"),
                new AllureResults(logs, kept),
                new EvidencePack(junit, kept, HISTORY));
        String keep = System.getProperty("vigie.bench.keep");
        System.out.println("| format | 1 000 tests: bytes, s, live MB | " + tests + " tests: bytes, s, live MB |");
        for (ReportFormat format : formats) {
            Measured few = measured(format, small, 1_000, null);
            Measured many = measured(format, large, tests, keep == null ? null : Path.of(keep, format.extension()));
            System.out.printf(
                    "| %s | %,d, %.1f, %d | %,d, %.1f, %d |%n",
                    format.name(), few.bytes, few.seconds, few.live, many.bytes, many.seconds, many.live);
            assertThat(many.bytes).isGreaterThan(few.bytes);
        }
    }

    /** @param live the most that was in use after a collection of garbage, in megabytes */
    private record Measured(long bytes, double seconds, long live) {}

    private static Measured measured(ReportFormat format, UUID run, int tests, Path keep) throws IOException {
        AtomicLong most = new AtomicLong(live());
        Thread watching = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(1_000_000_000);
                most.accumulateAndGet(live(), Math::max);
            }
        });
        long began = System.nanoTime();
        try (Counting out =
                new Counting(keep == null ? OutputStream.nullOutputStream() : Files.newOutputStream(keep))) {
            snapshot.executeWithoutResult(transaction -> {
                jdbc.queryForList("SELECT set_config('search_path', ?, true)", SCHEMA.name());
                try {
                    OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
                    format.write(
                            new RunSnapshot(jdbc, facts(run, tests), List.of(), () -> {}), Locale.FRENCH, buffered);
                    buffered.flush();
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
            double seconds = (System.nanoTime() - began) / 1e9;
            return new Measured(out.bytes, seconds, most.get());
        } finally {
            watching.interrupt();
        }
    }

    private static long live() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static final class Counting extends FilterOutputStream {

        private long bytes;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            out.write(content, from, length);
            bytes += length;
        }
    }

    private static RunFacts facts(UUID run, int tests) {
        Instant at = AnyRun.AT;
        return new RunFacts(
                run,
                "common",
                "campaign",
                "c",
                "Grande campagne",
                "Nuit",
                "e",
                1,
                "PRODUCTION",
                0,
                false,
                8,
                1,
                tests,
                "admin",
                at,
                Phase.FINISHED,
                Outcome.FAILED,
                at,
                at.plusSeconds(60),
                60_000L,
                null,
                null,
                null,
                tests * 4L,
                0,
                at.plusSeconds(60),
                List.of());
    }

    /** A run whose rows are written at once: 2 % fail, 1 % pass in a second attempt, every test has ten lines of log. */
    private static UUID told(int tests) {
        UUID run = AnyRun.uuidV7(Instant.now());
        String rows = """
                SET search_path TO %1$s;
                INSERT INTO test_result (run_id, test_id, project_id, position, name, version, status, outcome, attempt, started_at, finished_at,
                    duration_ms, message, logs, log_lines, log_digest)
                SELECT '%2$s', 'test-' || lpad(n::text, 6, '0'), 'common', n, 'Le test numéro ' || n, 1,
                    CASE WHEN n %% 50 = 0 THEN 'failed' ELSE 'passed' END, CASE WHEN n %% 50 = 0 THEN 'failed' ELSE 'passed' END,
                    CASE WHEN n %% 100 = 1 THEN 2 ELSE 1 END, now(), now(), 15, CASE WHEN n %% 50 = 0 THEN 'Expected 201, but found 500.' END,
                    repeat('[07:25:41] une ligne du journal' || chr(10), 10), 10, repeat('0', 64) FROM generate_series(1, %3$d) n;
                INSERT INTO test_attempt (run_id, test_id, attempt, project_id, worker_id, started_at, finished_at, outcome, duration_ms, message,
                    logs, log_lines, log_digest)
                SELECT '%2$s', 'test-' || lpad(n::text, 6, '0'), a, 'common', 'worker-1', now(), now(),
                    CASE WHEN n %% 50 = 0 OR a = 1 AND n %% 100 = 1 THEN 'failed' ELSE 'passed' END, 15, NULL, 'une ligne', 10, repeat('0', 64)
                FROM generate_series(1, %3$d) n, generate_series(1, CASE WHEN n %% 100 = 1 THEN 2 ELSE 1 END) a;
                INSERT INTO action_result (run_id, test_id, attempt, index, project_id, count, type, outcome, duration_ms)
                SELECT '%2$s', 'test-' || lpad(n::text, 6, '0'), 1, 1, 'common', 1, 'http', 'passed', 12 FROM generate_series(1, %3$d) n;
                INSERT INTO log_segment (run_id, test_id, attempt, first_line, last_line, worker_id, project_id, lines)
                SELECT '%2$s', 'test-' || lpad(n::text, 6, '0'), 1, 1, 10, 'worker-1', 'common',
                    '[' || rtrim(repeat('{"at":"2026-11-21T07:25:41.123Z","level":"info","text":"une ligne du journal"},', 10), ',') || ']'
                FROM generate_series(1, %3$d) n;
                """.formatted(SCHEMA.name(), run, tests);
        jdbc.execute(rows);
        return run;
    }
}
