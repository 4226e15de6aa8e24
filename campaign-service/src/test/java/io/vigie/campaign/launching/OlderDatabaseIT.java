package io.vigie.campaign.launching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.contracts.CampaignId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database that the first version of this service filled. */
@RealKafkaAndPostgres(kafka = false)
class OlderDatabaseIT {

    private static final RunId FIRST = RunId.of("0193c1d0-0000-7000-8000-000000000001");
    private static final RunId SECOND = RunId.of("0193c1d0-0000-7000-8000-000000000002");
    private static final RunId DELETED = RunId.of("0193c1d0-0000-7000-8000-000000000003");

    private static JdbcClient jdbc;

    @BeforeAll
    static void fillAndMigrate(Database database) throws IOException {
        DriverManagerDataSource source =
                new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = JdbcClient.create(source);
        Flyway.configure().dataSource(source).target("1").load().migrate();

        jdbc.sql("""
                        INSERT INTO test_case VALUES ('t1', 'Common', 'c1', 3, 1, 'Test', '', '[]', '[]', 'u1', 'Ada', now())""").update();
        jdbc.sql("INSERT INTO environment VALUES ('e1', 'Common', 'DEV', 2, now())")
                .update();
        int index = 0;
        for (RunId run : List.of(FIRST, SECOND, DELETED)) {
            String launch = stored("run.campaign-launched.v1").replace("\"r1\"", '"' + run.value() + '"');
            event(++index, run, 0, "run.campaign-launched.v1", launch);
            event(++index, run, 1, "run.plan-frozen.v1", stored("run.plan-frozen.v1"));
        }
        event(++index, DELETED, 2, "run.report-deleted.v1", stored("run.report-deleted.v1"));

        Flyway.configure().dataSource(source).load().migrate();
    }

    /** As the first version wrote it, to the byte. */
    private static String stored(String fact) throws IOException {
        try (InputStream payload = OlderDatabaseIT.class.getResourceAsStream("/facts/" + fact + ".json")) {
            return new String(Objects.requireNonNull(payload).readAllBytes(), UTF_8);
        }
    }

    private static void event(int index, RunId run, int sequence, String type, String payload) {
        jdbc.sql("""
                        INSERT INTO domain_event_entry (global_index, event_identifier, payload, payload_type, time_stamp,
                                                        aggregate_identifier, sequence_number, type)
                        VALUES (?, ?, ?, ?, '2026-11-21T10:00:00Z', ?, ?, 'run')""")
                .params(index, "event-" + index, payload.getBytes(UTF_8), type, run.value(), sequence)
                .update();
    }

    @Test
    void findsTheRunsThatMayStillBeCancelled() {
        LaunchedRuns runs = new LaunchedRuns(jdbc);

        assertThat(toCancel(runs, null, null)).containsExactly(FIRST, SECOND);
        assertThat(toCancel(runs, CampaignId.of("c1"), "DEV")).containsExactly(FIRST, SECOND);
        assertThat(toCancel(runs, null, "TEST")).isEmpty();

        runs.finished(Map.of(FIRST, Instant.parse("2026-11-21T10:01:00Z")));

        assertThat(runs.isFinished(FIRST)).isTrue();
        assertThat(toCancel(runs, null, null)).containsExactly(SECOND);
    }

    private static List<RunId> toCancel(
            LaunchedRuns runs, @Nullable CampaignId campaign, @Nullable String environment) {
        return runs.toCancel(ProjectId.COMMON, new LaunchedRuns.Wanted(campaign, environment, null), 10);
    }

    @Test
    void givesWhatWasThereTheUsualSettings() {
        Map<String, Object> test =
                jdbc.sql("SELECT * FROM test_case WHERE test_id = 't1'").query().singleRow();
        Map<String, Object> environment = jdbc.sql("SELECT * FROM environment WHERE environment_id = 'e1'")
                .query()
                .singleRow();

        assertThat(test)
                .containsEntry("version", 3L)
                .containsEntry("retries", null)
                .containsEntry("quarantined", false)
                .containsEntry("affinity", null);
        assertThat(environment).containsEntry("name", "DEV").containsEntry("max_parallel", null);
    }
}
