package io.vigie.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.report.AnyRun;
import io.vigie.report.Client;
import io.vigie.report.ReportServiceTest;
import io.vigie.report.projection.ProjectionSchemas;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures exports of a large run; no part of the suite. {@code -Dit.test=ExportsBench -Dvigie.bench.tests=100000}, and {@code -Dvigie.bench.keep=DIR} to
 * look at the files. Memory is what is live in the whole process, the test's own Kafka included: a thread collects garbage every other second and notes
 * what is left, which makes the times a little longer than they are without it.
 */
@ReportServiceTest
class ExportsBench {

    private static final List<String> FORMATS = List.of("junit", "ctrf", "csv", "html", "events", "allure", "evidence");

    @LocalServerPort
    int port;

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    ProjectionSchemas schemas;

    @Test
    void measures() throws Exception {
        int tests = Integer.getInteger("vigie.bench.tests", 100_000);
        UUID small = told(1_000);
        UUID large = told(tests);
        jdbc.execute("ANALYZE");
        try (Client client = new Client(port, "user")) {
            System.out.println("| format | 1 000 tests: bytes, seconds, live MB | " + tests + " tests: bytes, seconds, live MB | first byte in ms |");
            for (String format : FORMATS) {
                Measured few = measured(client, small, format, null);
                String keep = System.getProperty("vigie.bench.keep");
                Measured many = measured(client, large, format, keep == null ? null : Path.of(keep, format));
                System.out.printf(
                        "| %s | %,d, %.1f, %d | %,d, %.1f, %d | %d |%n",
                        format,
                        few.bytes(),
                        few.seconds(),
                        few.live(),
                        many.bytes(),
                        many.seconds(),
                        many.live(),
                        many.firstMillis());
                assertThat(many.bytes()).isGreaterThan(few.bytes());
            }
        }
    }

    /** @param live the most that was in use after a collection of garbage, in megabytes */
    private record Measured(long bytes, double seconds, long firstMillis, long live) {}

    private static long live() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    }

    private static Measured measured(Client client, UUID run, String format, Path keep) throws Exception {
        AtomicLong most = new AtomicLong(live());
        Thread watching = Thread.ofPlatform().daemon().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                most.accumulateAndGet(live(), Math::max);
                LockSupport.parkNanos(2_000_000_000);
            }
        });
        long began = System.nanoTime();
        long[] size = size(client, run, format, keep);
        double seconds = (System.nanoTime() - began) / 1e9;
        watching.interrupt();
        watching.join();
        return new Measured(size[0], seconds, size[1], most.get());
    }

    /** How many bytes there are, and after how many milliseconds the first came. */
    private static long[] size(Client client, UUID run, String format, Path keep) throws Exception {
        long began = System.nanoTime();
        long first = 0;
        long bytes = 0;
        byte[] chunk = new byte[64 * 1024];
        try (InputStream body = client.open("/api/rapports/" + run + "/export?format=" + format);
                OutputStream out = keep == null ? OutputStream.nullOutputStream() : Files.newOutputStream(keep)) {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (bytes == 0) {
                    first = (System.nanoTime() - began) / 1_000_000;
                }
                out.write(chunk, 0, read);
                bytes += read;
            }
        }
        return new long[] {bytes, first};
    }

    /** A run whose rows are written at once: 2 % fail, 1 % pass in a second attempt, every test has ten lines of log and four events. */
    private UUID told(int tests) {
        UUID run = AnyRun.uuidV7(Instant.now());
        String schema = schemas.serving().name();
        String rows = """
                SET search_path TO %1$s;
                INSERT INTO run_head (run_id, project_id, sequence) VALUES ('%2$s', 'common', %3$d * 4);
                INSERT INTO report (run_id, project_id, kind, campaign_id, campaign_name, name, environment_id, environment_version,
                    environment, files_version, stop_on_failure, parallelism, retries, keep_failed_work, total, launched_by, launched_at,
                    phase, outcome, status, progress, passed, failed, broken, skipped, cancelled, timed_out, interrupted, muted, started_at,
                    finished_at, duration_ms, sequence)
                VALUES ('%2$s', 'common', 'campaign', 'c', 'Grande campagne', 'Nuit', 'e', 1, 'PRODUCTION', 0, false, 8, 1, false, %3$d, 'admin',
                    now(), 'finished', 'failed', 'failed', 100, 98, 2, 0, 0, 0, 0, 0, 0, now(), now(), 60000, %3$d * 4);
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
                INSERT INTO history (run_id, sequence, project_id, type, at, hash, event)
                SELECT '%2$s', n, 'common', 'io.vigie.run.test-finished.v1', now(), repeat('0', 64),
                    '{"specversion":"1.0","id":"' || n || '","data":{"padding":"' || repeat('x', 400) || '"}}'
                FROM generate_series(1, %3$d * 4) n;
                RESET search_path;
                """.formatted(schema, run, tests);
        jdbc.execute(rows);
        return run;
    }
}
