package io.vigie.report.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A service that starts on the rows of another version of itself. */
@RealKafkaAndPostgres(kafka = false)
class RowsOfAnotherShapeIT {

    private static DriverManagerDataSource source;
    private static JdbcTemplate jdbc;

    private final List<String> carried = new ArrayList<>();

    @BeforeAll
    static void connect(Database database) {
        source = new DriverManagerDataSource(database.url(), database.user(), database.password());
        jdbc = new JdbcTemplate(source);
        Flyway.configure().dataSource(source).load().migrate();
    }

    private ProjectionSchemas started() {
        return new ProjectionSchemas(
                source,
                jdbc,
                new DataSourceTransactionManager(source),
                (from, into) -> carried.add(from + " to " + into));
    }

    @Test
    void beginsAnEmptyGenerationAndOnlyThen() {
        ProjectionSchema first = started().serving();
        ProjectionSchema again = started().serving();
        jdbc.update("UPDATE projection_1.flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");

        ProjectionSchemas schemas = started();

        assertThat(again).isEqualTo(first);
        assertThat(schemas.serving()).isEqualTo(first.next());
        assertThat(carried).containsExactly("projection_1 to projection_2");
        assertThat(schemas.read(() -> jdbc.queryForList("SELECT * FROM folded_position")))
                .isEmpty();
        assertThat(started().serving()).isEqualTo(first.next());
    }
}
