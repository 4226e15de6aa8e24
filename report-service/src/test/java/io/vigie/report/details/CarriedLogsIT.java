package io.vigie.report.details;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.report.projection.ProjectionSchema;
import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Logs that come along into the next generation of rows. */
@RealKafkaAndPostgres(kafka = false)
class CarriedLogsIT {

    private static final UUID RUN = UUID.fromString("019b2c7e-0d00-7000-8000-000000000001");
    private static final UUID REMOVED = UUID.fromString("019b2c7e-0d00-7000-8000-000000000002");

    private static DriverManagerDataSource source;
    private static JdbcTemplate jdbc;

    @BeforeAll
    static void connect(Database database) {
        source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = new JdbcTemplate(source);
    }

    private static ProjectionSchema generation(int number) {
        ProjectionSchema schema = new ProjectionSchema(number);
        Flyway.configure()
                .dataSource(source)
                .schemas(schema.name())
                .locations("classpath:db/projection")
                .load()
                .migrate();
        jdbc.update(
                "INSERT INTO " + schema + ".run_head (run_id, project_id, deleted) VALUES (?, 'common', true)",
                REMOVED);
        return schema;
    }

    private static List<String> workers(ProjectionSchema schema) {
        return jdbc.queryForList(
                "SELECT worker_id FROM " + schema + ".log_segment ORDER BY run_id, first_line, worker_id",
                String.class);
    }

    @Test
    void keepTheirWorkers() {
        ProjectionSchema from = generation(11);
        ProjectionSchema into = generation(12);
        String segment = "INSERT INTO " + from + ".log_segment VALUES (?, 'test', 1, 1, 1, ?, 'common', '[]')";
        jdbc.update(segment, RUN, "worker-1");
        jdbc.update(segment, RUN, "worker-2");
        jdbc.update(segment, REMOVED, "worker-1");

        new LogProjection(jdbc).carryOver(from, into);
        new LogProjection(jdbc).carryOver(from, into);

        assertThat(workers(into)).containsExactly("worker-1", "worker-2");
    }

    @Test
    void comeFromRowsThatDoNotKnowTheirWorkers() {
        ProjectionSchema from = new ProjectionSchema(21);
        ProjectionSchema into = generation(22);
        jdbc.execute("CREATE SCHEMA " + from);
        jdbc.execute(
                "CREATE TABLE " + from + ".log_segment (run_id uuid, test_id text, attempt integer, first_line integer,"
                        + " last_line integer, project_id text, lines text)");
        jdbc.update("INSERT INTO " + from + ".log_segment VALUES (?, 'test', 1, 1, 1, 'common', '[]')", RUN);

        new LogProjection(jdbc).carryOver(from, into);

        assertThat(workers(into)).containsExactly("");
    }
}
