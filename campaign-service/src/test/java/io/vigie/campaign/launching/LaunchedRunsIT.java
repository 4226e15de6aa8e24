package io.vigie.campaign.launching;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.campaign.launching.LaunchingEvent.CampaignLaunched;
import io.vigie.campaign.launching.LaunchingEvent.ReportDeleted;
import io.vigie.contracts.CampaignId;
import io.vigie.contracts.EnvironmentId;
import io.vigie.contracts.ProjectId;
import io.vigie.contracts.RunId;
import io.vigie.contracts.RunKind;
import io.vigie.contracts.RunOptions;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Runs whose reports are deleted, before and after their end. */
@RealKafkaAndPostgres(kafka = false)
class LaunchedRunsIT {

    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

    private static JdbcClient jdbc;

    private final RunId run = RunId.of(UUID.randomUUID().toString());
    private final CampaignId campaign = CampaignId.of(UUID.randomUUID().toString());

    @BeforeAll
    static void connect(Database database) {
        DriverManagerDataSource source =
                new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = JdbcClient.create(source);
        Flyway.configure().dataSource(source).load().migrate();
    }

    private LaunchedRuns launched() {
        LaunchedRuns runs = new LaunchedRuns(jdbc);
        runs.on(new CampaignLaunched(
                ProjectId.COMMON,
                run,
                RunKind.CAMPAIGN,
                campaign,
                "Nightly",
                "Novembre 2026",
                EnvironmentId.of("e1"),
                1,
                "DEV",
                0,
                RunOptions.USUAL,
                1,
                1,
                "u1",
                AT));
        return runs;
    }

    private boolean isKept() {
        return jdbc.sql("SELECT count(*) FROM launched_run WHERE run_id = ?")
                        .param(run.value())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private List<RunId> toCancel(LaunchedRuns runs) {
        return runs.toCancel(ProjectId.COMMON, new LaunchedRuns.Wanted(campaign, null, null), 10);
    }

    @Test
    void keepsARunWhoseReportIsDeletedUntilItEnds() {
        LaunchedRuns runs = launched();

        runs.on(new ReportDeleted(ProjectId.COMMON, run, "Novembre 2026"));
        boolean keptUntilThen = isKept();
        List<RunId> offered = toCancel(runs);
        runs.finished(Map.of(run, AT.plusSeconds(1)));

        assertThat(keptUntilThen).isTrue();
        assertThat(offered).isEmpty();
        assertThat(isKept()).isFalse();
    }

    @Test
    void forgetsARunThatHasEndedWithItsReport() {
        LaunchedRuns runs = launched();
        List<RunId> offered = toCancel(runs);
        runs.finished(Map.of(run, AT.plusSeconds(1)));
        boolean keptAfterItsEnd = isKept();

        runs.on(new ReportDeleted(ProjectId.COMMON, run, "Novembre 2026"));

        assertThat(offered).containsExactly(run);
        assertThat(keptAfterItsEnd).isTrue();
        assertThat(isKept()).isFalse();
    }
}
