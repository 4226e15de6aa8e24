package io.vigie.report.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigie.testsupport.RealKafkaAndPostgres;
import io.vigie.testsupport.postgres.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    private final List<String> carried = new CopyOnWriteArrayList<>();

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

    /** Two instances that start at the same moment. */
    @Test
    void beginsOnlyOneGenerationWhenTwoInstancesStartAtOnce() throws Exception {
        ProjectionSchema before = started().serving();
        jdbc.update(
                "UPDATE " + before.name() + ".flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");

        List<ProjectionSchema> after = new ArrayList<>();
        try (ExecutorService instances = Executors.newFixedThreadPool(2)) {
            Callable<ProjectionSchema> start = () -> started().serving();
            for (Future<ProjectionSchema> instance : instances.invokeAll(List.of(start, start))) {
                after.add(instance.get());
            }
        }

        assertThat(after).containsOnly(before.next());
        assertThat(carried).hasSize(1);
    }

    @Test
    void beginsAnEmptyGenerationAndOnlyThen() {
        ProjectionSchema first = started().serving();
        ProjectionSchema again = started().serving();
        jdbc.update(
                "UPDATE " + first.name() + ".flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");

        ProjectionSchemas schemas = started();

        assertThat(again).isEqualTo(first);
        assertThat(schemas.serving()).isEqualTo(first.next());
        assertThat(carried).containsExactly(first + " to " + first.next());
        assertThat(schemas.read(() -> jdbc.queryForList("SELECT * FROM folded_position")))
                .isEmpty();
        assertThat(started().serving()).isEqualTo(first.next());
    }
}
